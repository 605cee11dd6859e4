// SPDX-License-Identifier: MIT
// What each operation does, one handler per request type: the table of who may do what.
//
//   operation         who                                          where
//   session.*, logout the account                                  logins.cc
//   user.*            any account                                  users.cc
//   profile.set       the account                                  users.cc
//   room.create       any account                                  rooms.cc
//   room.list         own rooms; open groups for all               rooms.cc
//   room.get          members; open groups for all                 rooms.cc
//   room.set          admins of the room (lobby: of the server)    rooms.cc
//   room.dissolve     owner of the group, admins of the server     rooms.cc
//   room.open, close  members                                      rooms.cc, resume.cc
//   room.join         any account, open groups                     members.cc
//   room.leave        members of groups, not an owner with others  members.cc
//   room.invite       members of groups                            members.cc
//   room.remove       admins above the person                      members.cc
//   room.role         owner of the group                           members.cc
//   room.transfer     owner of the group                           members.cc
//   room.members      members                                      members.cc
//   room.mute         admins above the person                      notes.cc
//   room.nick         members of groups                            notes.cc
//   room.nicks        members                                      notes.cc
//   room.prefs        members, for themselves                      personal.cc
//   folder.set, contact.set, block.set, presence.set  the account  personal.cc
//   link.create, list, revoke  admins of the group                 links.cc
//   link.get          anybody who has the code                     links.cc
//   link.join         any account that has the code                links.cc
//   message.send      members                                      messages.cc
//   message.edit      the sender                                   changes.cc
//   message.recall    the sender for a while, admins of the room   changes.cc
//   message.react     members                                      changes.cc
//   message.pin       admins of the room, both in direct rooms     changes.cc
//   message.get       members                                      changes.cc
//   message.forward   members of both rooms                        changes.cc
//   message.nudge     the sender, in groups                        changes.cc, readers.cc
//   message.readers   members of groups                            readers.cc
//   message.confirm   members                                      changes.cc, confirms.cc
//   message.confirms  the sender, admins of the room               changes.cc, confirms.cc
//   schedule.*        the account, as a member                     schedules.cc
//   reminder.*        the account, as a member                     reminders.cc
//   read, typing      members                                      messages.cc
//   room.state        members                                      messages.cc
//   history           members                                      history.cc
//   room.files        members                                      files.cc
//   presence.watch    any account                                  users.cc
//   search            any account, in rooms they are in            search.cc
//   notify.*          the account                                  channels.cc
//   hook.*            admins of the room (lobby: of the server)    hooks.cc
//   command.list      members                                      hooks.cc
//   preview.get       members                                      changes.cc, previews.cc
//   admin.bot*        admins of the server                         bots.cc
//   call.sfu, layers  who is in the call                           call_router.cc
//   call.reroute, test  the same; any account                     call_router.cc
//   sticker.*         the account; sending: members                stickers.cc, changes.cc
//   admin.live        admins of the server                         admin_live.cc
//   admin.connections admins of the server                         admin_live.cc
//   admin.files       admins of the server                         admin_files.cc
//   admin.file.remove admins of the server above the person        admin_files.cc
//   admin.user.set,   admins of the server above the person        admin_users.cc
//   password, session.end
//   admin.ban, purge  admins of the server above the person        admin_bans.cc
//   admin.*           admins of the server                         admin*.cc
//
// A handler checks, then answers at once (a Reply), later (Later), or not at all (an Error). Rooms
// that the caller is not in answer not_a_member, like rooms that do not exist.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/state.h"
#include "proto/messages.h"

namespace teahouse::chat {

// Come in as commands of their own (chat/command.h); refused here.
Result<Outcome> handle(State& state, const Caller& caller, proto::HelloRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::RegisterRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::LoginRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::PasswordChangeRequest& request);

Result<Outcome> handle(State& state, const Caller& caller, proto::PingRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::ServerInfoRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::SessionListRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::SessionRevokeRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::LogoutRequest& request);

Result<Outcome> handle(State& state, const Caller& caller, proto::UserGetRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::UserSearchRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::PresenceWatchRequest& request);
// `name_key` is the normalised form of a new name.
Result<Outcome> set_profile(State& state, const Caller& caller, proto::ProfileSetRequest& request,
                            std::string_view name_key);
Result<Outcome> handle(State& state, const Caller& caller, proto::ProfileSetRequest& request);

Result<Outcome> handle(State& state, const Caller& caller, proto::RoomCreateRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::RoomListRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::RoomGetRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::RoomSetRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::RoomOpenRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::RoomCloseRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::RoomDissolveRequest& request);

Result<Outcome> handle(State& state, const Caller& caller, proto::RoomJoinRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::RoomLeaveRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::RoomInviteRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::RoomRemoveRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::RoomRoleRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::RoomTransferRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::RoomMembersRequest& request);

Result<Outcome> handle(State& state, const Caller& caller, proto::RoomMuteRequest& request);
// `name_key` is the normalised form of the name.
Result<Outcome> set_nick(State& state, const Caller& caller, proto::RoomNickRequest& request,
                         std::string_view name_key);
Result<Outcome> handle(State& state, const Caller& caller, proto::RoomNickRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::RoomNicksRequest& request);

Result<Outcome> handle(State& state, const Caller& caller, proto::RoomPrefsRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::DraftSetRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::FolderSetRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::ContactSetRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::BlockSetRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::PresenceSetRequest& request);

// The code is made of `random`.
Result<Outcome> create_link(State& state, const Caller& caller,
                            const proto::LinkCreateRequest& request, std::uint64_t random);
Result<Outcome> handle(State& state, const Caller& caller, proto::LinkCreateRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::LinkListRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::LinkRevokeRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::LinkGetRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::LinkJoinRequest& request);

Result<Outcome> handle(State& state, const Caller& caller, proto::MessageSendRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::MessageEditRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::MessageRecallRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::MessageReactRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::MessagePinRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::MessageGetRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::MessageForwardRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::MessageRecordRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::MessageReportRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::MessageNudgeRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::MessageReadersRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::PollVoteRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::PollCloseRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::ReadRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::TypingRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::RoomStateRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::HistoryRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::SearchRequest& request);

Result<Outcome> handle(State& state, const Caller& caller, proto::NotifyKeyRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::NotifyAddRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::NotifySetRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::NotifyListRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::NotifyRemoveRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::NotifyTestRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::RoomFilesRequest& request);

Result<Outcome> handle(State& state, const Caller& caller, proto::AdminStatsRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminUsersRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminUserSetRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminPasswordRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminSessionsRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminSessionEndRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminRoomsRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminConnectionsRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminLiveRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminAuditRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminBansRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminBanRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminUnbanRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminPurgeRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminInvitesRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminInviteMakeRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminInviteEndRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminApplicantRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminSettingsRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminWordsRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminReportsRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminReportCloseRequest& request);

Result<Outcome> handle(State& state, const Caller& caller, proto::AdminBotsRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminBotMakeRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminBotTokenRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminBotTokenEndRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::HookMakeRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::HookListRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::HookSetRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::HookRemoveRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::CommandListRequest& request);

Result<Outcome> handle(State& state, const Caller& caller, proto::ScheduleAddRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::ScheduleListRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::ScheduleSetRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::ScheduleRemoveRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::ReminderAddRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::ReminderListRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::ReminderRemoveRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::MessageConfirmRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::MessageConfirmsRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::PreviewGetRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::StickerListRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::StickerAddRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::StickerOrderRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::StickerRemoveRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::StickerSendRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminFilesRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminFileRemoveRequest& request);

Result<Outcome> handle(State& state, const Caller& caller, proto::CallStartRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::CallRingingRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::CallAcceptRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::CallDeclineRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::CallJoinRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::CallLeaveRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::CallInviteRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::CallSignalRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::CallMediaRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::CallResumeRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::CallIceRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::CallModRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::CallStatsRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::CallListRequest& request);

Result<Outcome> handle(State& state, const Caller& caller, proto::CallRateRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::CallSfuRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::CallLayersRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::CallRerouteRequest& request);
Result<Outcome> handle(State& state, const Caller& caller, proto::CallTestRequest& request);

}  // namespace teahouse::chat
