// SPDX-License-Identifier: MIT
// From an operation or push to its struct: makes the value and calls `visit` with it.
// Made by tools/schema/generate.py from server/proto/teahouse.schema. Do not edit.
// clang-format off
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "proto/messages.h"

// NOLINTBEGIN(readability-function-*,readability-identifier-naming,clang-analyzer-optin.performance.Padding,modernize-use-designated-initializers) made from tables

namespace teahouse::proto {

template <class Visit>
bool with_request(Op op, Request& out, const Visit& visit) {
    switch (op) {
        case Op::hello: return visit(out.emplace<HelloRequest>());
        case Op::ping: return visit(out.emplace<PingRequest>());
        case Op::session_list: return visit(out.emplace<SessionListRequest>());
        case Op::session_revoke: return visit(out.emplace<SessionRevokeRequest>());
        case Op::logout: return visit(out.emplace<LogoutRequest>());
        case Op::register_: return visit(out.emplace<RegisterRequest>());
        case Op::login: return visit(out.emplace<LoginRequest>());
        case Op::password_change: return visit(out.emplace<PasswordChangeRequest>());
        case Op::server_info: return visit(out.emplace<ServerInfoRequest>());
        case Op::user_get: return visit(out.emplace<UserGetRequest>());
        case Op::user_search: return visit(out.emplace<UserSearchRequest>());
        case Op::profile_set: return visit(out.emplace<ProfileSetRequest>());
        case Op::room_create: return visit(out.emplace<RoomCreateRequest>());
        case Op::room_list: return visit(out.emplace<RoomListRequest>());
        case Op::room_get: return visit(out.emplace<RoomGetRequest>());
        case Op::room_set: return visit(out.emplace<RoomSetRequest>());
        case Op::room_open: return visit(out.emplace<RoomOpenRequest>());
        case Op::room_close: return visit(out.emplace<RoomCloseRequest>());
        case Op::room_join: return visit(out.emplace<RoomJoinRequest>());
        case Op::room_leave: return visit(out.emplace<RoomLeaveRequest>());
        case Op::room_invite: return visit(out.emplace<RoomInviteRequest>());
        case Op::room_remove: return visit(out.emplace<RoomRemoveRequest>());
        case Op::room_role: return visit(out.emplace<RoomRoleRequest>());
        case Op::room_transfer: return visit(out.emplace<RoomTransferRequest>());
        case Op::room_dissolve: return visit(out.emplace<RoomDissolveRequest>());
        case Op::room_members: return visit(out.emplace<RoomMembersRequest>());
        case Op::room_state: return visit(out.emplace<RoomStateRequest>());
        case Op::message_send: return visit(out.emplace<MessageSendRequest>());
        case Op::history: return visit(out.emplace<HistoryRequest>());
        case Op::read: return visit(out.emplace<ReadRequest>());
        case Op::typing: return visit(out.emplace<TypingRequest>());
        case Op::presence_watch: return visit(out.emplace<PresenceWatchRequest>());
        case Op::message_edit: return visit(out.emplace<MessageEditRequest>());
        case Op::message_recall: return visit(out.emplace<MessageRecallRequest>());
        case Op::message_react: return visit(out.emplace<MessageReactRequest>());
        case Op::message_pin: return visit(out.emplace<MessagePinRequest>());
        case Op::message_get: return visit(out.emplace<MessageGetRequest>());
        case Op::message_forward: return visit(out.emplace<MessageForwardRequest>());
        case Op::room_files: return visit(out.emplace<RoomFilesRequest>());
        case Op::search: return visit(out.emplace<SearchRequest>());
        case Op::room_prefs: return visit(out.emplace<RoomPrefsRequest>());
        case Op::folder_set: return visit(out.emplace<FolderSetRequest>());
        case Op::contact_set: return visit(out.emplace<ContactSetRequest>());
        case Op::block_set: return visit(out.emplace<BlockSetRequest>());
        case Op::presence_set: return visit(out.emplace<PresenceSetRequest>());
        case Op::room_mute: return visit(out.emplace<RoomMuteRequest>());
        case Op::room_nick: return visit(out.emplace<RoomNickRequest>());
        case Op::room_nicks: return visit(out.emplace<RoomNicksRequest>());
        case Op::link_create: return visit(out.emplace<LinkCreateRequest>());
        case Op::link_list: return visit(out.emplace<LinkListRequest>());
        case Op::link_revoke: return visit(out.emplace<LinkRevokeRequest>());
        case Op::link_get: return visit(out.emplace<LinkGetRequest>());
        case Op::link_join: return visit(out.emplace<LinkJoinRequest>());
        case Op::message_readers: return visit(out.emplace<MessageReadersRequest>());
        case Op::message_nudge: return visit(out.emplace<MessageNudgeRequest>());
        case Op::admin_stats: return visit(out.emplace<AdminStatsRequest>());
        case Op::admin_users: return visit(out.emplace<AdminUsersRequest>());
        case Op::admin_user_set: return visit(out.emplace<AdminUserSetRequest>());
        case Op::admin_password: return visit(out.emplace<AdminPasswordRequest>());
        case Op::admin_sessions: return visit(out.emplace<AdminSessionsRequest>());
        case Op::admin_session_end: return visit(out.emplace<AdminSessionEndRequest>());
        case Op::admin_rooms: return visit(out.emplace<AdminRoomsRequest>());
        case Op::admin_audit: return visit(out.emplace<AdminAuditRequest>());
        case Op::admin_bans: return visit(out.emplace<AdminBansRequest>());
        case Op::admin_ban: return visit(out.emplace<AdminBanRequest>());
        case Op::admin_unban: return visit(out.emplace<AdminUnbanRequest>());
        case Op::admin_purge: return visit(out.emplace<AdminPurgeRequest>());
        case Op::admin_invites: return visit(out.emplace<AdminInvitesRequest>());
        case Op::admin_invite_make: return visit(out.emplace<AdminInviteMakeRequest>());
        case Op::admin_invite_end: return visit(out.emplace<AdminInviteEndRequest>());
        case Op::admin_applicant: return visit(out.emplace<AdminApplicantRequest>());
        case Op::admin_settings: return visit(out.emplace<AdminSettingsRequest>());
        case Op::notify_key: return visit(out.emplace<NotifyKeyRequest>());
        case Op::notify_add: return visit(out.emplace<NotifyAddRequest>());
        case Op::notify_set: return visit(out.emplace<NotifySetRequest>());
        case Op::notify_list: return visit(out.emplace<NotifyListRequest>());
        case Op::notify_remove: return visit(out.emplace<NotifyRemoveRequest>());
        case Op::notify_test: return visit(out.emplace<NotifyTestRequest>());
        case Op::poll_vote: return visit(out.emplace<PollVoteRequest>());
        case Op::poll_close: return visit(out.emplace<PollCloseRequest>());
        case Op::message_record: return visit(out.emplace<MessageRecordRequest>());
        case Op::admin_bots: return visit(out.emplace<AdminBotsRequest>());
        case Op::admin_bot_make: return visit(out.emplace<AdminBotMakeRequest>());
        case Op::admin_bot_token: return visit(out.emplace<AdminBotTokenRequest>());
        case Op::admin_bot_token_end: return visit(out.emplace<AdminBotTokenEndRequest>());
        case Op::hook_make: return visit(out.emplace<HookMakeRequest>());
        case Op::hook_list: return visit(out.emplace<HookListRequest>());
        case Op::hook_set: return visit(out.emplace<HookSetRequest>());
        case Op::hook_remove: return visit(out.emplace<HookRemoveRequest>());
        case Op::command_list: return visit(out.emplace<CommandListRequest>());
        case Op::message_report: return visit(out.emplace<MessageReportRequest>());
        case Op::admin_reports: return visit(out.emplace<AdminReportsRequest>());
        case Op::admin_report_close: return visit(out.emplace<AdminReportCloseRequest>());
        case Op::admin_words: return visit(out.emplace<AdminWordsRequest>());
        case Op::schedule_add: return visit(out.emplace<ScheduleAddRequest>());
        case Op::schedule_list: return visit(out.emplace<ScheduleListRequest>());
        case Op::schedule_set: return visit(out.emplace<ScheduleSetRequest>());
        case Op::schedule_remove: return visit(out.emplace<ScheduleRemoveRequest>());
        case Op::reminder_add: return visit(out.emplace<ReminderAddRequest>());
        case Op::reminder_list: return visit(out.emplace<ReminderListRequest>());
        case Op::reminder_remove: return visit(out.emplace<ReminderRemoveRequest>());
        case Op::message_confirm: return visit(out.emplace<MessageConfirmRequest>());
        case Op::message_confirms: return visit(out.emplace<MessageConfirmsRequest>());
        case Op::preview_get: return visit(out.emplace<PreviewGetRequest>());
        case Op::sticker_list: return visit(out.emplace<StickerListRequest>());
        case Op::sticker_add: return visit(out.emplace<StickerAddRequest>());
        case Op::sticker_order: return visit(out.emplace<StickerOrderRequest>());
        case Op::sticker_remove: return visit(out.emplace<StickerRemoveRequest>());
        case Op::sticker_send: return visit(out.emplace<StickerSendRequest>());
        case Op::admin_files: return visit(out.emplace<AdminFilesRequest>());
        case Op::admin_file_remove: return visit(out.emplace<AdminFileRemoveRequest>());
        case Op::draft_set: return visit(out.emplace<DraftSetRequest>());
        case Op::call_start: return visit(out.emplace<CallStartRequest>());
        case Op::call_ringing: return visit(out.emplace<CallRingingRequest>());
        case Op::call_accept: return visit(out.emplace<CallAcceptRequest>());
        case Op::call_decline: return visit(out.emplace<CallDeclineRequest>());
        case Op::call_join: return visit(out.emplace<CallJoinRequest>());
        case Op::call_leave: return visit(out.emplace<CallLeaveRequest>());
        case Op::call_invite: return visit(out.emplace<CallInviteRequest>());
        case Op::call_signal: return visit(out.emplace<CallSignalRequest>());
        case Op::call_media: return visit(out.emplace<CallMediaRequest>());
        case Op::call_resume: return visit(out.emplace<CallResumeRequest>());
        case Op::call_ice: return visit(out.emplace<CallIceRequest>());
        case Op::call_mod: return visit(out.emplace<CallModRequest>());
        case Op::call_stats: return visit(out.emplace<CallStatsRequest>());
        case Op::call_list: return visit(out.emplace<CallListRequest>());
        case Op::call_rate: return visit(out.emplace<CallRateRequest>());
        case Op::call_sfu: return visit(out.emplace<CallSfuRequest>());
        case Op::call_layers: return visit(out.emplace<CallLayersRequest>());
        case Op::call_reroute: return visit(out.emplace<CallRerouteRequest>());
        case Op::call_test: return visit(out.emplace<CallTestRequest>());
        case Op::admin_connections: return visit(out.emplace<AdminConnectionsRequest>());
        case Op::admin_live: return visit(out.emplace<AdminLiveRequest>());
    }
    return false;
}

template <class Visit>
bool with_reply(Op op, Reply& out, const Visit& visit) {
    switch (op) {
        case Op::hello: return visit(out.emplace<HelloReply>());
        case Op::ping: return visit(out.emplace<PingReply>());
        case Op::session_list: return visit(out.emplace<SessionListReply>());
        case Op::session_revoke: return visit(out.emplace<SessionRevokeReply>());
        case Op::logout: return visit(out.emplace<LogoutReply>());
        case Op::register_: return visit(out.emplace<RegisterReply>());
        case Op::login: return visit(out.emplace<LoginReply>());
        case Op::password_change: return visit(out.emplace<PasswordChangeReply>());
        case Op::server_info: return visit(out.emplace<ServerInfoReply>());
        case Op::user_get: return visit(out.emplace<UserGetReply>());
        case Op::user_search: return visit(out.emplace<UserSearchReply>());
        case Op::profile_set: return visit(out.emplace<ProfileSetReply>());
        case Op::room_create: return visit(out.emplace<RoomCreateReply>());
        case Op::room_list: return visit(out.emplace<RoomListReply>());
        case Op::room_get: return visit(out.emplace<RoomGetReply>());
        case Op::room_set: return visit(out.emplace<RoomSetReply>());
        case Op::room_open: return visit(out.emplace<RoomOpenReply>());
        case Op::room_close: return visit(out.emplace<RoomCloseReply>());
        case Op::room_join: return visit(out.emplace<RoomJoinReply>());
        case Op::room_leave: return visit(out.emplace<RoomLeaveReply>());
        case Op::room_invite: return visit(out.emplace<RoomInviteReply>());
        case Op::room_remove: return visit(out.emplace<RoomRemoveReply>());
        case Op::room_role: return visit(out.emplace<RoomRoleReply>());
        case Op::room_transfer: return visit(out.emplace<RoomTransferReply>());
        case Op::room_dissolve: return visit(out.emplace<RoomDissolveReply>());
        case Op::room_members: return visit(out.emplace<RoomMembersReply>());
        case Op::room_state: return visit(out.emplace<RoomStateReply>());
        case Op::message_send: return visit(out.emplace<MessageSendReply>());
        case Op::history: return visit(out.emplace<HistoryReply>());
        case Op::read: return visit(out.emplace<ReadReply>());
        case Op::typing: return visit(out.emplace<TypingReply>());
        case Op::presence_watch: return visit(out.emplace<PresenceWatchReply>());
        case Op::message_edit: return visit(out.emplace<MessageEditReply>());
        case Op::message_recall: return visit(out.emplace<MessageRecallReply>());
        case Op::message_react: return visit(out.emplace<MessageReactReply>());
        case Op::message_pin: return visit(out.emplace<MessagePinReply>());
        case Op::message_get: return visit(out.emplace<MessageGetReply>());
        case Op::message_forward: return visit(out.emplace<MessageForwardReply>());
        case Op::room_files: return visit(out.emplace<RoomFilesReply>());
        case Op::search: return visit(out.emplace<SearchReply>());
        case Op::room_prefs: return visit(out.emplace<RoomPrefsReply>());
        case Op::folder_set: return visit(out.emplace<FolderSetReply>());
        case Op::contact_set: return visit(out.emplace<ContactSetReply>());
        case Op::block_set: return visit(out.emplace<BlockSetReply>());
        case Op::presence_set: return visit(out.emplace<PresenceSetReply>());
        case Op::room_mute: return visit(out.emplace<RoomMuteReply>());
        case Op::room_nick: return visit(out.emplace<RoomNickReply>());
        case Op::room_nicks: return visit(out.emplace<RoomNicksReply>());
        case Op::link_create: return visit(out.emplace<LinkCreateReply>());
        case Op::link_list: return visit(out.emplace<LinkListReply>());
        case Op::link_revoke: return visit(out.emplace<LinkRevokeReply>());
        case Op::link_get: return visit(out.emplace<LinkGetReply>());
        case Op::link_join: return visit(out.emplace<LinkJoinReply>());
        case Op::message_readers: return visit(out.emplace<MessageReadersReply>());
        case Op::message_nudge: return visit(out.emplace<MessageNudgeReply>());
        case Op::admin_stats: return visit(out.emplace<AdminStatsReply>());
        case Op::admin_users: return visit(out.emplace<AdminUsersReply>());
        case Op::admin_user_set: return visit(out.emplace<AdminUserSetReply>());
        case Op::admin_password: return visit(out.emplace<AdminPasswordReply>());
        case Op::admin_sessions: return visit(out.emplace<AdminSessionsReply>());
        case Op::admin_session_end: return visit(out.emplace<AdminSessionEndReply>());
        case Op::admin_rooms: return visit(out.emplace<AdminRoomsReply>());
        case Op::admin_audit: return visit(out.emplace<AdminAuditReply>());
        case Op::admin_bans: return visit(out.emplace<AdminBansReply>());
        case Op::admin_ban: return visit(out.emplace<AdminBanReply>());
        case Op::admin_unban: return visit(out.emplace<AdminUnbanReply>());
        case Op::admin_purge: return visit(out.emplace<AdminPurgeReply>());
        case Op::admin_invites: return visit(out.emplace<AdminInvitesReply>());
        case Op::admin_invite_make: return visit(out.emplace<AdminInviteMakeReply>());
        case Op::admin_invite_end: return visit(out.emplace<AdminInviteEndReply>());
        case Op::admin_applicant: return visit(out.emplace<AdminApplicantReply>());
        case Op::admin_settings: return visit(out.emplace<AdminSettingsReply>());
        case Op::notify_key: return visit(out.emplace<NotifyKeyReply>());
        case Op::notify_add: return visit(out.emplace<NotifyAddReply>());
        case Op::notify_set: return visit(out.emplace<NotifySetReply>());
        case Op::notify_list: return visit(out.emplace<NotifyListReply>());
        case Op::notify_remove: return visit(out.emplace<NotifyRemoveReply>());
        case Op::notify_test: return visit(out.emplace<NotifyTestReply>());
        case Op::poll_vote: return visit(out.emplace<PollVoteReply>());
        case Op::poll_close: return visit(out.emplace<PollCloseReply>());
        case Op::message_record: return visit(out.emplace<MessageRecordReply>());
        case Op::admin_bots: return visit(out.emplace<AdminBotsReply>());
        case Op::admin_bot_make: return visit(out.emplace<AdminBotMakeReply>());
        case Op::admin_bot_token: return visit(out.emplace<AdminBotTokenReply>());
        case Op::admin_bot_token_end: return visit(out.emplace<AdminBotTokenEndReply>());
        case Op::hook_make: return visit(out.emplace<HookMakeReply>());
        case Op::hook_list: return visit(out.emplace<HookListReply>());
        case Op::hook_set: return visit(out.emplace<HookSetReply>());
        case Op::hook_remove: return visit(out.emplace<HookRemoveReply>());
        case Op::command_list: return visit(out.emplace<CommandListReply>());
        case Op::message_report: return visit(out.emplace<MessageReportReply>());
        case Op::admin_reports: return visit(out.emplace<AdminReportsReply>());
        case Op::admin_report_close: return visit(out.emplace<AdminReportCloseReply>());
        case Op::admin_words: return visit(out.emplace<AdminWordsReply>());
        case Op::schedule_add: return visit(out.emplace<ScheduleAddReply>());
        case Op::schedule_list: return visit(out.emplace<ScheduleListReply>());
        case Op::schedule_set: return visit(out.emplace<ScheduleSetReply>());
        case Op::schedule_remove: return visit(out.emplace<ScheduleRemoveReply>());
        case Op::reminder_add: return visit(out.emplace<ReminderAddReply>());
        case Op::reminder_list: return visit(out.emplace<ReminderListReply>());
        case Op::reminder_remove: return visit(out.emplace<ReminderRemoveReply>());
        case Op::message_confirm: return visit(out.emplace<MessageConfirmReply>());
        case Op::message_confirms: return visit(out.emplace<MessageConfirmsReply>());
        case Op::preview_get: return visit(out.emplace<PreviewGetReply>());
        case Op::sticker_list: return visit(out.emplace<StickerListReply>());
        case Op::sticker_add: return visit(out.emplace<StickerAddReply>());
        case Op::sticker_order: return visit(out.emplace<StickerOrderReply>());
        case Op::sticker_remove: return visit(out.emplace<StickerRemoveReply>());
        case Op::sticker_send: return visit(out.emplace<StickerSendReply>());
        case Op::admin_files: return visit(out.emplace<AdminFilesReply>());
        case Op::admin_file_remove: return visit(out.emplace<AdminFileRemoveReply>());
        case Op::draft_set: return visit(out.emplace<DraftSetReply>());
        case Op::call_start: return visit(out.emplace<CallStartReply>());
        case Op::call_ringing: return visit(out.emplace<CallRingingReply>());
        case Op::call_accept: return visit(out.emplace<CallAcceptReply>());
        case Op::call_decline: return visit(out.emplace<CallDeclineReply>());
        case Op::call_join: return visit(out.emplace<CallJoinReply>());
        case Op::call_leave: return visit(out.emplace<CallLeaveReply>());
        case Op::call_invite: return visit(out.emplace<CallInviteReply>());
        case Op::call_signal: return visit(out.emplace<CallSignalReply>());
        case Op::call_media: return visit(out.emplace<CallMediaReply>());
        case Op::call_resume: return visit(out.emplace<CallResumeReply>());
        case Op::call_ice: return visit(out.emplace<CallIceReply>());
        case Op::call_mod: return visit(out.emplace<CallModReply>());
        case Op::call_stats: return visit(out.emplace<CallStatsReply>());
        case Op::call_list: return visit(out.emplace<CallListReply>());
        case Op::call_rate: return visit(out.emplace<CallRateReply>());
        case Op::call_sfu: return visit(out.emplace<CallSfuReply>());
        case Op::call_layers: return visit(out.emplace<CallLayersReply>());
        case Op::call_reroute: return visit(out.emplace<CallRerouteReply>());
        case Op::call_test: return visit(out.emplace<CallTestReply>());
        case Op::admin_connections: return visit(out.emplace<AdminConnectionsReply>());
        case Op::admin_live: return visit(out.emplace<AdminLiveReply>());
    }
    return false;
}

// False also if there is no push of that number.
template <class Visit>
bool with_push(std::uint64_t number, Push& out, const Visit& visit) {
    switch (number) {
        case 2: return visit(out.emplace<EventsPush>());
        case 3: return visit(out.emplace<HeadsPush>());
        case 4: return visit(out.emplace<EphemeralPush>());
        case 5: return visit(out.emplace<LagPush>());
        case 6: return visit(out.emplace<NoticePush>());
        case 7: return visit(out.emplace<RoomsPush>());
        case 8: return visit(out.emplace<GonePush>());
        case 9: return visit(out.emplace<UsersPush>());
        case 10: return visit(out.emplace<MentionsPush>());
        case 25: return visit(out.emplace<AccountPush>());
        case 26: return visit(out.emplace<VotesPush>());
        case 27: return visit(out.emplace<SchedulesPush>());
        case 28: return visit(out.emplace<RemindersPush>());
        case 29: return visit(out.emplace<StickersPush>());
        case 30: return visit(out.emplace<DraftsPush>());
        case 31: return visit(out.emplace<RingPush>());
        case 32: return visit(out.emplace<RingStopPush>());
        case 33: return visit(out.emplace<CallsPush>());
        case 34: return visit(out.emplace<SignalPush>());
        case 35: return visit(out.emplace<CallEndPush>());
        case 36: return visit(out.emplace<MutePleasePush>());
        case 37: return visit(out.emplace<SpeakersPush>());
        case 38: return visit(out.emplace<LayerPush>());
        case 39: return visit(out.emplace<SfuLostPush>());
        default: return false;
    }
}

// The number of the push whose first field has that name, or 0.
inline std::uint64_t push_number(std::string_view word) {
    switch (word.size()) {
        case 3:
            if (word == "lag") { return 5; }
            break;
        case 4:
            if (word == "gone") { return 8; }
            if (word == "ring") { return 31; }
            break;
        case 5:
            if (word == "heads") { return 3; }
            if (word == "rooms") { return 7; }
            if (word == "users") { return 9; }
            if (word == "votes") { return 26; }
            if (word == "calls") { return 33; }
            if (word == "layer") { return 38; }
            break;
        case 6:
            if (word == "events") { return 2; }
            if (word == "notice") { return 6; }
            if (word == "drafts") { return 30; }
            if (word == "signal") { return 34; }
            break;
        case 7:
            if (word == "account") { return 25; }
            break;
        case 8:
            if (word == "mentions") { return 10; }
            if (word == "stickers") { return 29; }
            if (word == "call_end") { return 35; }
            if (word == "speakers") { return 37; }
            if (word == "sfu_lost") { return 39; }
            break;
        case 9:
            if (word == "ephemeral") { return 4; }
            if (word == "schedules") { return 27; }
            if (word == "reminders") { return 28; }
            if (word == "ring_stop") { return 32; }
            break;
        case 11:
            if (word == "mute_please") { return 36; }
            break;
        default: break;
    }
    return 0;
}

// By Push::index().
inline constexpr std::array<std::uint8_t, 24> kPushNumbers{2, 3, 4, 5, 6, 7, 8, 9, 10, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39};

}  // namespace teahouse::proto

// NOLINTEND(readability-function-*,readability-identifier-naming,clang-analyzer-optin.performance.Padding,modernize-use-designated-initializers)
