// SPDX-License-Identifier: MIT
// Special members of Reply, compiled here once.
// Made by tools/schema/generate.py from server/proto/teahouse.schema. Do not edit.
// clang-format off

#include "proto/messages.h"

// NOLINTBEGIN(readability-function-*,readability-identifier-naming,clang-analyzer-optin.performance.Padding,modernize-use-designated-initializers) made from tables

namespace teahouse::proto {

}  // namespace teahouse::proto
namespace teahouse::one_of {
template struct ActionsOf<proto::HelloReply>;
template struct ActionsOf<proto::PingReply>;
template struct ActionsOf<proto::SessionListReply>;
template struct ActionsOf<proto::SessionRevokeReply>;
template struct ActionsOf<proto::LogoutReply>;
template struct ActionsOf<proto::RegisterReply>;
template struct ActionsOf<proto::LoginReply>;
template struct ActionsOf<proto::PasswordChangeReply>;
template struct ActionsOf<proto::ServerInfoReply>;
template struct ActionsOf<proto::UserGetReply>;
template struct ActionsOf<proto::UserSearchReply>;
template struct ActionsOf<proto::ProfileSetReply>;
template struct ActionsOf<proto::RoomCreateReply>;
template struct ActionsOf<proto::RoomListReply>;
template struct ActionsOf<proto::RoomGetReply>;
template struct ActionsOf<proto::RoomSetReply>;
template struct ActionsOf<proto::RoomOpenReply>;
template struct ActionsOf<proto::RoomCloseReply>;
template struct ActionsOf<proto::RoomJoinReply>;
template struct ActionsOf<proto::RoomLeaveReply>;
template struct ActionsOf<proto::RoomInviteReply>;
template struct ActionsOf<proto::RoomRemoveReply>;
template struct ActionsOf<proto::RoomRoleReply>;
template struct ActionsOf<proto::RoomTransferReply>;
template struct ActionsOf<proto::RoomDissolveReply>;
template struct ActionsOf<proto::RoomMembersReply>;
template struct ActionsOf<proto::RoomStateReply>;
template struct ActionsOf<proto::MessageSendReply>;
template struct ActionsOf<proto::HistoryReply>;
template struct ActionsOf<proto::ReadReply>;
template struct ActionsOf<proto::TypingReply>;
template struct ActionsOf<proto::PresenceWatchReply>;
template struct ActionsOf<proto::MessageEditReply>;
template struct ActionsOf<proto::MessageRecallReply>;
template struct ActionsOf<proto::MessageReactReply>;
template struct ActionsOf<proto::MessagePinReply>;
template struct ActionsOf<proto::MessageGetReply>;
template struct ActionsOf<proto::MessageForwardReply>;
template struct ActionsOf<proto::RoomFilesReply>;
template struct ActionsOf<proto::SearchReply>;
template struct ActionsOf<proto::RoomPrefsReply>;
template struct ActionsOf<proto::FolderSetReply>;
template struct ActionsOf<proto::ContactSetReply>;
template struct ActionsOf<proto::BlockSetReply>;
template struct ActionsOf<proto::PresenceSetReply>;
template struct ActionsOf<proto::RoomMuteReply>;
template struct ActionsOf<proto::RoomNickReply>;
template struct ActionsOf<proto::RoomNicksReply>;
template struct ActionsOf<proto::LinkCreateReply>;
template struct ActionsOf<proto::LinkListReply>;
template struct ActionsOf<proto::LinkRevokeReply>;
template struct ActionsOf<proto::LinkGetReply>;
template struct ActionsOf<proto::LinkJoinReply>;
template struct ActionsOf<proto::MessageReadersReply>;
template struct ActionsOf<proto::MessageNudgeReply>;
template struct ActionsOf<proto::AdminStatsReply>;
template struct ActionsOf<proto::AdminUsersReply>;
template struct ActionsOf<proto::AdminUserSetReply>;
template struct ActionsOf<proto::AdminPasswordReply>;
template struct ActionsOf<proto::AdminSessionsReply>;
template struct ActionsOf<proto::AdminSessionEndReply>;
template struct ActionsOf<proto::AdminRoomsReply>;
template struct ActionsOf<proto::AdminAuditReply>;
template struct ActionsOf<proto::AdminBansReply>;
template struct ActionsOf<proto::AdminBanReply>;
template struct ActionsOf<proto::AdminUnbanReply>;
template struct ActionsOf<proto::AdminPurgeReply>;
template struct ActionsOf<proto::AdminInvitesReply>;
template struct ActionsOf<proto::AdminInviteMakeReply>;
template struct ActionsOf<proto::AdminInviteEndReply>;
template struct ActionsOf<proto::AdminApplicantReply>;
template struct ActionsOf<proto::AdminSettingsReply>;
template struct ActionsOf<proto::NotifyKeyReply>;
template struct ActionsOf<proto::NotifyAddReply>;
template struct ActionsOf<proto::NotifySetReply>;
template struct ActionsOf<proto::NotifyListReply>;
template struct ActionsOf<proto::NotifyRemoveReply>;
template struct ActionsOf<proto::NotifyTestReply>;
template struct ActionsOf<proto::PollVoteReply>;
template struct ActionsOf<proto::PollCloseReply>;
template struct ActionsOf<proto::MessageRecordReply>;
template struct ActionsOf<proto::AdminBotsReply>;
template struct ActionsOf<proto::AdminBotMakeReply>;
template struct ActionsOf<proto::AdminBotTokenReply>;
template struct ActionsOf<proto::AdminBotTokenEndReply>;
template struct ActionsOf<proto::HookMakeReply>;
template struct ActionsOf<proto::HookListReply>;
template struct ActionsOf<proto::HookSetReply>;
template struct ActionsOf<proto::HookRemoveReply>;
template struct ActionsOf<proto::CommandListReply>;
template struct ActionsOf<proto::MessageReportReply>;
template struct ActionsOf<proto::AdminReportsReply>;
template struct ActionsOf<proto::AdminReportCloseReply>;
template struct ActionsOf<proto::AdminWordsReply>;
template struct ActionsOf<proto::ScheduleAddReply>;
template struct ActionsOf<proto::ScheduleListReply>;
template struct ActionsOf<proto::ScheduleSetReply>;
template struct ActionsOf<proto::ScheduleRemoveReply>;
template struct ActionsOf<proto::ReminderAddReply>;
template struct ActionsOf<proto::ReminderListReply>;
template struct ActionsOf<proto::ReminderRemoveReply>;
template struct ActionsOf<proto::MessageConfirmReply>;
template struct ActionsOf<proto::MessageConfirmsReply>;
template struct ActionsOf<proto::PreviewGetReply>;
template struct ActionsOf<proto::StickerListReply>;
template struct ActionsOf<proto::StickerAddReply>;
template struct ActionsOf<proto::StickerOrderReply>;
template struct ActionsOf<proto::StickerRemoveReply>;
template struct ActionsOf<proto::StickerSendReply>;
template struct ActionsOf<proto::AdminFilesReply>;
template struct ActionsOf<proto::AdminFileRemoveReply>;
template struct ActionsOf<proto::DraftSetReply>;
template struct ActionsOf<proto::CallStartReply>;
template struct ActionsOf<proto::CallRingingReply>;
template struct ActionsOf<proto::CallAcceptReply>;
template struct ActionsOf<proto::CallDeclineReply>;
template struct ActionsOf<proto::CallJoinReply>;
template struct ActionsOf<proto::CallLeaveReply>;
template struct ActionsOf<proto::CallInviteReply>;
template struct ActionsOf<proto::CallSignalReply>;
template struct ActionsOf<proto::CallMediaReply>;
template struct ActionsOf<proto::CallResumeReply>;
template struct ActionsOf<proto::CallIceReply>;
template struct ActionsOf<proto::CallModReply>;
template struct ActionsOf<proto::CallStatsReply>;
template struct ActionsOf<proto::CallListReply>;
template struct ActionsOf<proto::CallRateReply>;
template struct ActionsOf<proto::CallSfuReply>;
template struct ActionsOf<proto::CallLayersReply>;
template struct ActionsOf<proto::CallRerouteReply>;
template struct ActionsOf<proto::CallTestReply>;
template struct ActionsOf<proto::AdminConnectionsReply>;
template struct ActionsOf<proto::AdminLiveReply>;
}  // namespace teahouse::one_of
namespace teahouse::proto {
Reply::Reply() : OneOf(HelloReply{}) {}
Reply::Reply(const Reply&) = default;
Reply::Reply(Reply&&) noexcept = default;
Reply& Reply::operator=(const Reply&) = default;
Reply& Reply::operator=(Reply&&) noexcept = default;
Reply::~Reply() = default;
bool operator==(const Reply& a, const Reply& b) {
    using Base = OneOf<Reply, kReplyBytes>;
    return static_cast<const Base&>(a) == static_cast<const Base&>(b);
}

}  // namespace teahouse::proto

// NOLINTEND(readability-function-*,readability-identifier-naming,clang-analyzer-optin.performance.Padding,modernize-use-designated-initializers)
