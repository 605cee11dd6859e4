// SPDX-License-Identifier: MIT
// Special members of Request, compiled here once.
// Made by tools/schema/generate.py from server/proto/teahouse.schema. Do not edit.
// clang-format off

#include "proto/messages.h"

// NOLINTBEGIN(readability-function-*,readability-identifier-naming,clang-analyzer-optin.performance.Padding,modernize-use-designated-initializers) made from tables

namespace teahouse::proto {

}  // namespace teahouse::proto
namespace teahouse::one_of {
template struct ActionsOf<proto::HelloRequest>;
template struct ActionsOf<proto::PingRequest>;
template struct ActionsOf<proto::SessionListRequest>;
template struct ActionsOf<proto::SessionRevokeRequest>;
template struct ActionsOf<proto::LogoutRequest>;
template struct ActionsOf<proto::RegisterRequest>;
template struct ActionsOf<proto::LoginRequest>;
template struct ActionsOf<proto::PasswordChangeRequest>;
template struct ActionsOf<proto::ServerInfoRequest>;
template struct ActionsOf<proto::UserGetRequest>;
template struct ActionsOf<proto::UserSearchRequest>;
template struct ActionsOf<proto::ProfileSetRequest>;
template struct ActionsOf<proto::RoomCreateRequest>;
template struct ActionsOf<proto::RoomListRequest>;
template struct ActionsOf<proto::RoomGetRequest>;
template struct ActionsOf<proto::RoomSetRequest>;
template struct ActionsOf<proto::RoomOpenRequest>;
template struct ActionsOf<proto::RoomCloseRequest>;
template struct ActionsOf<proto::RoomJoinRequest>;
template struct ActionsOf<proto::RoomLeaveRequest>;
template struct ActionsOf<proto::RoomInviteRequest>;
template struct ActionsOf<proto::RoomRemoveRequest>;
template struct ActionsOf<proto::RoomRoleRequest>;
template struct ActionsOf<proto::RoomTransferRequest>;
template struct ActionsOf<proto::RoomDissolveRequest>;
template struct ActionsOf<proto::RoomMembersRequest>;
template struct ActionsOf<proto::RoomStateRequest>;
template struct ActionsOf<proto::MessageSendRequest>;
template struct ActionsOf<proto::HistoryRequest>;
template struct ActionsOf<proto::ReadRequest>;
template struct ActionsOf<proto::TypingRequest>;
template struct ActionsOf<proto::PresenceWatchRequest>;
template struct ActionsOf<proto::MessageEditRequest>;
template struct ActionsOf<proto::MessageRecallRequest>;
template struct ActionsOf<proto::MessageReactRequest>;
template struct ActionsOf<proto::MessagePinRequest>;
template struct ActionsOf<proto::MessageGetRequest>;
template struct ActionsOf<proto::MessageForwardRequest>;
template struct ActionsOf<proto::RoomFilesRequest>;
template struct ActionsOf<proto::SearchRequest>;
template struct ActionsOf<proto::RoomPrefsRequest>;
template struct ActionsOf<proto::FolderSetRequest>;
template struct ActionsOf<proto::ContactSetRequest>;
template struct ActionsOf<proto::BlockSetRequest>;
template struct ActionsOf<proto::PresenceSetRequest>;
template struct ActionsOf<proto::RoomMuteRequest>;
template struct ActionsOf<proto::RoomNickRequest>;
template struct ActionsOf<proto::RoomNicksRequest>;
template struct ActionsOf<proto::LinkCreateRequest>;
template struct ActionsOf<proto::LinkListRequest>;
template struct ActionsOf<proto::LinkRevokeRequest>;
template struct ActionsOf<proto::LinkGetRequest>;
template struct ActionsOf<proto::LinkJoinRequest>;
template struct ActionsOf<proto::MessageReadersRequest>;
template struct ActionsOf<proto::MessageNudgeRequest>;
template struct ActionsOf<proto::AdminStatsRequest>;
template struct ActionsOf<proto::AdminUsersRequest>;
template struct ActionsOf<proto::AdminUserSetRequest>;
template struct ActionsOf<proto::AdminPasswordRequest>;
template struct ActionsOf<proto::AdminSessionsRequest>;
template struct ActionsOf<proto::AdminSessionEndRequest>;
template struct ActionsOf<proto::AdminRoomsRequest>;
template struct ActionsOf<proto::AdminAuditRequest>;
template struct ActionsOf<proto::AdminBansRequest>;
template struct ActionsOf<proto::AdminBanRequest>;
template struct ActionsOf<proto::AdminUnbanRequest>;
template struct ActionsOf<proto::AdminPurgeRequest>;
template struct ActionsOf<proto::AdminInvitesRequest>;
template struct ActionsOf<proto::AdminInviteMakeRequest>;
template struct ActionsOf<proto::AdminInviteEndRequest>;
template struct ActionsOf<proto::AdminApplicantRequest>;
template struct ActionsOf<proto::AdminSettingsRequest>;
template struct ActionsOf<proto::NotifyKeyRequest>;
template struct ActionsOf<proto::NotifyAddRequest>;
template struct ActionsOf<proto::NotifySetRequest>;
template struct ActionsOf<proto::NotifyListRequest>;
template struct ActionsOf<proto::NotifyRemoveRequest>;
template struct ActionsOf<proto::NotifyTestRequest>;
template struct ActionsOf<proto::PollVoteRequest>;
template struct ActionsOf<proto::PollCloseRequest>;
template struct ActionsOf<proto::MessageRecordRequest>;
template struct ActionsOf<proto::AdminBotsRequest>;
template struct ActionsOf<proto::AdminBotMakeRequest>;
template struct ActionsOf<proto::AdminBotTokenRequest>;
template struct ActionsOf<proto::AdminBotTokenEndRequest>;
template struct ActionsOf<proto::HookMakeRequest>;
template struct ActionsOf<proto::HookListRequest>;
template struct ActionsOf<proto::HookSetRequest>;
template struct ActionsOf<proto::HookRemoveRequest>;
template struct ActionsOf<proto::CommandListRequest>;
template struct ActionsOf<proto::MessageReportRequest>;
template struct ActionsOf<proto::AdminReportsRequest>;
template struct ActionsOf<proto::AdminReportCloseRequest>;
template struct ActionsOf<proto::AdminWordsRequest>;
template struct ActionsOf<proto::ScheduleAddRequest>;
template struct ActionsOf<proto::ScheduleListRequest>;
template struct ActionsOf<proto::ScheduleSetRequest>;
template struct ActionsOf<proto::ScheduleRemoveRequest>;
template struct ActionsOf<proto::ReminderAddRequest>;
template struct ActionsOf<proto::ReminderListRequest>;
template struct ActionsOf<proto::ReminderRemoveRequest>;
template struct ActionsOf<proto::MessageConfirmRequest>;
template struct ActionsOf<proto::MessageConfirmsRequest>;
template struct ActionsOf<proto::PreviewGetRequest>;
template struct ActionsOf<proto::StickerListRequest>;
template struct ActionsOf<proto::StickerAddRequest>;
template struct ActionsOf<proto::StickerOrderRequest>;
template struct ActionsOf<proto::StickerRemoveRequest>;
template struct ActionsOf<proto::StickerSendRequest>;
template struct ActionsOf<proto::AdminFilesRequest>;
template struct ActionsOf<proto::AdminFileRemoveRequest>;
template struct ActionsOf<proto::DraftSetRequest>;
template struct ActionsOf<proto::CallStartRequest>;
template struct ActionsOf<proto::CallRingingRequest>;
template struct ActionsOf<proto::CallAcceptRequest>;
template struct ActionsOf<proto::CallDeclineRequest>;
template struct ActionsOf<proto::CallJoinRequest>;
template struct ActionsOf<proto::CallLeaveRequest>;
template struct ActionsOf<proto::CallInviteRequest>;
template struct ActionsOf<proto::CallSignalRequest>;
template struct ActionsOf<proto::CallMediaRequest>;
template struct ActionsOf<proto::CallResumeRequest>;
template struct ActionsOf<proto::CallIceRequest>;
template struct ActionsOf<proto::CallModRequest>;
template struct ActionsOf<proto::CallStatsRequest>;
template struct ActionsOf<proto::CallListRequest>;
template struct ActionsOf<proto::CallRateRequest>;
template struct ActionsOf<proto::CallSfuRequest>;
template struct ActionsOf<proto::CallLayersRequest>;
template struct ActionsOf<proto::CallRerouteRequest>;
template struct ActionsOf<proto::CallTestRequest>;
template struct ActionsOf<proto::AdminConnectionsRequest>;
template struct ActionsOf<proto::AdminLiveRequest>;
}  // namespace teahouse::one_of
namespace teahouse::proto {
Request::Request() : OneOf(HelloRequest{}) {}
Request::Request(const Request&) = default;
Request::Request(Request&&) noexcept = default;
Request& Request::operator=(const Request&) = default;
Request& Request::operator=(Request&&) noexcept = default;
Request::~Request() = default;
bool operator==(const Request& a, const Request& b) {
    using Base = OneOf<Request, kRequestBytes>;
    return static_cast<const Base&>(a) == static_cast<const Base&>(b);
}

}  // namespace teahouse::proto

// NOLINTEND(readability-function-*,readability-identifier-naming,clang-analyzer-optin.performance.Padding,modernize-use-designated-initializers)
