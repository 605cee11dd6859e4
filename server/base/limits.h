// SPDX-License-Identifier: MIT
// Every bound of the server, named once. A queue, buffer, name or list that has no line here has no
// bound, and that is a bug. Sizes in bytes, times in milliseconds unless the name says otherwise.
#pragma once

#include <cstddef>
#include <cstdint>

namespace teahouse::limits {

// --- WebSocket
// -------------------------------------------------------------------------------------
inline constexpr std::size_t kMessageBytesMax = 256 * 1024;  // one whole message, after inflating
inline constexpr std::size_t kControlFrameBytesMax = 125;    // RFC 6455 section 5.5
inline constexpr std::size_t kEchoMessageBytesMax =
    17 * 1024 * 1024;                                  // /echo only, for conformance suites
inline constexpr std::size_t kDeflateBytesMin = 1024;  // smaller frames go out plain
inline constexpr std::int64_t kPingIntervalMs = 25'000;
inline constexpr std::int64_t kSilenceMs = 60'000;  // a client silent for so long is gone
inline constexpr std::int64_t kHelloTimeoutMs =
    10'000;  // unauthenticated sockets are closed after it
inline constexpr std::int64_t kCloseTimeoutMs = 3'000;  // wait for the peer's close frame

// --- HTTP
// ------------------------------------------------------------------------------------------
inline constexpr std::size_t kHeadBytesMax = 16 * 1024;   // request line and all headers: 431
inline constexpr std::size_t kHeaderCountMax = 100;       // 431
inline constexpr std::size_t kTargetBytesMax = 8 * 1024;  // 414
inline constexpr std::size_t kBodyBytesMax = 256 * 1024;  // API calls; uploads have their own: 413
inline constexpr std::size_t kAvatarBytesMax = 1024 * 1024;
inline constexpr std::int64_t kHeadTimeoutMs = 10'000;
inline constexpr std::int64_t kKeepAliveMs = 60'000;
inline constexpr std::size_t kBodyBytesPerSecondMin = 1024;  // slower bodies are cut off
inline constexpr std::size_t kRangesMax = 2;                 // more: the whole file

// --- Connections and delivery
// -----------------------------------------------------------------------
inline constexpr std::size_t kConnectionsMax = 100'000;  // per process
inline constexpr std::size_t kUnauthenticatedPerAddressMax =
    256;                                                      // loopback and trusted proxies apart
inline constexpr std::size_t kSegmentChunkBytes = 64 * 1024;  // one chunk of the shared frame log
inline constexpr std::size_t kLagBytesMax = 256 * 1024;       // further behind in a room: `lag`
inline constexpr std::int64_t kLagMs = 2'000;                 // the same in time
inline constexpr std::size_t kRoomLogBytesMax =
    4 * 1024 * 1024;  // of one room, kept for whoever is behind (under a cap: the lag)
inline constexpr std::size_t kOutboxBytesMax =
    4 * 1024 * 1024;  // private bytes waiting: close 4008
inline constexpr std::size_t kOutboxHeldBytesMax =
    16 * 1024 * 1024;  // the same while only the bandwidth cap holds them back
inline constexpr std::int64_t kStalledMs = 30'000;          // takes nothing for so long: 4008
inline constexpr std::size_t kMailboxMessagesMax = 65'536;  // per mailbox; then producers shed load
inline constexpr std::size_t kOpenRoomsMax = 256;           // subscribed rooms of one session

// --- Admission (token buckets)
// ----------------------------------------------------------------------
inline constexpr std::uint32_t kCommandsPerSecond =
    200;  // per account, and per connection; burst below
inline constexpr std::uint32_t kCommandBurst = 400;
inline constexpr std::uint32_t kLoginsPerMinute = 30;     // per address and per account name
inline constexpr std::uint32_t kRegistersPerMinute = 60;  // per address
inline constexpr std::uint32_t kLoginNameFactor =
    20;  // attempts per account name: as many times those of one address
inline constexpr std::size_t kLimiterKeysMax = 65'536;  // the key not seen for longest goes
inline constexpr std::uint32_t kUploadsPerMinute = 20;  // pictures of one account
inline constexpr std::size_t kUploadBytesPerHour = 32 * 1024 * 1024;  // of one account
inline constexpr std::int64_t kLoosePictureMs =
    3'600'000;  // a picture that nothing names is deleted after it
inline constexpr std::size_t kSweptPicturesMax = 1'024;  // looked at in one go
inline constexpr std::uint32_t kSearchCost = 10;         // user.search looks at every account

// --- Accounts
// ---------------------------------------------------------------------------------------
inline constexpr std::size_t kNameBytesMax = 64;
inline constexpr std::size_t kPasswordCharsMin = 10;
inline constexpr std::size_t kPasswordBytesMax = 128;
inline constexpr std::size_t kStatusBytesMax = 256;
inline constexpr std::size_t kAvatarNameBytesMax = 64;
inline constexpr std::size_t kDeviceLabelBytesMax = 120;
inline constexpr std::size_t kDevicesPerUserMax = 32;   // the oldest login goes
inline constexpr std::size_t kSessionsPerUserMax = 64;  // live connections of one account
inline constexpr std::size_t kPasswordQueueMax = 64;    // waiting hashes; then `busy`
inline constexpr std::int64_t kSessionIdleMs = 30LL * 86'400'000;
inline constexpr std::int64_t kSessionAbsoluteMs = 90LL * 86'400'000;

// --- Rooms and messages
// -----------------------------------------------------------------------------
inline constexpr std::size_t kTextBytesMax = 64 * 1024;
inline constexpr std::size_t kTitleBytesMax = 128;
inline constexpr std::size_t kAnnouncementBytesMax = 4 * 1024;
inline constexpr std::size_t kCmidBytesMin = 8;
inline constexpr std::size_t kCmidBytesMax = 64;
inline constexpr std::size_t kGroupMembersMax = 10'000;
inline constexpr std::size_t kRoomsPerUserMax = 1'000;
inline constexpr std::size_t kHistoryPageMax = 200;
inline constexpr std::size_t kHistoryPageDefault = 50;
inline constexpr std::size_t kResumeEventsMax = 500;  // per room at resume; more is a gap
inline constexpr std::size_t kResumeGapPage = 50;     // what is sent after a gap
inline constexpr std::size_t kPreviewChars = 80;      // text of RoomRecord::last
inline constexpr std::size_t kResumeBytesMax =
    1024 * 1024;  // over all rooms of one hello; more is a gap
inline constexpr std::size_t kResumeFrameBytes =
    64 * 1024;  // missed events are pushed in pieces of about it
inline constexpr std::size_t kHistoryBytesMax = 512 * 1024;  // a page ends early after it
inline constexpr std::size_t kHeldRequestsMax = 64;  // of a socket that waits for its welcome
inline constexpr std::size_t kLeftRoomsMax = 64;     // remembered per account for `since`
inline constexpr std::size_t kSmallRoomMembers =
    100;  // up to here each change is pushed to every member
inline constexpr std::size_t kRecentEventsPerRoom = 128;
inline constexpr std::size_t kRecentBytesMax = 32 * 1024 * 1024;  // over all rooms
inline constexpr std::size_t kMembersPageMax = 200;
inline constexpr std::size_t kSearchResultsMax = 50;
inline constexpr std::size_t kMentionsMax = 50;        // people that one message names
inline constexpr std::size_t kMentionsShownMax = 99;   // unread mentions counted per member
inline constexpr std::size_t kReactionSignsMax = 12;   // different signs at one message
inline constexpr std::size_t kReactionUsersMax = 200;  // people behind one sign
inline constexpr std::size_t kSignBytesMax = 32;       // one emoji with its modifiers
inline constexpr std::size_t kStickerBytesMax = 64;    // pack/name of a sticker
inline constexpr std::size_t kPollQuestionChars = 200;
inline constexpr std::size_t kPollOptionChars = 100;
inline constexpr std::size_t kPollOptionsMin = 2;
inline constexpr std::size_t kPollOptionsMax = 10;
inline constexpr std::size_t kPollVotersMax = 1'000;  // people who voted at one poll
inline constexpr std::int64_t kPollMsMax = 366LL * 24 * 60 * 60 * 1'000;  // until its end
inline constexpr std::size_t kReportsMax = 1'000;  // that wait, on the server
inline constexpr std::size_t kReportsPerUserMax = 20;
inline constexpr std::size_t kReportsShownMax = 200;
inline constexpr std::size_t kReportTextChars = 500;       // of the message
inline constexpr std::size_t kRecordBytesMax = 64 * 1024;  // the words of messages sent on as one
inline constexpr std::size_t kPinsMax = 50;                // pinned messages of a room
inline constexpr std::int64_t kRecallMs = 120'000;         // default of `recall_minutes`
inline constexpr std::uint32_t kSlowSecondsMax = 21'600;   // of slow mode
inline constexpr std::size_t kSlowNotesMax = 10'000;       // senders of one room remembered for it
inline constexpr std::size_t kContactsMax = 1'000;         // contacts, and blocks, of one account
inline constexpr std::size_t kFoldersMax = 20;
inline constexpr std::size_t kLinksPerRoomMax = 50;             // valid codes of one group
inline constexpr std::uint32_t kLinkSecondsMax = 366 * 86'400;  // how long a code may be valid
inline constexpr std::int64_t kNudgeMs = 600'000;               // between two of one message
inline constexpr std::size_t kNudgesRememberedMax = 4'096;      // over all rooms
inline constexpr std::size_t kReadersShownMax = 200;            // by name, on either side
inline constexpr std::size_t kReadersMembersMax = 1'000;        // of rooms that tell who has read

// --- Administration
// ---------------------------------------------------------------------------------------
inline constexpr std::size_t kBansMax = 1'000;
inline constexpr std::size_t kServerInvitesMax = 200;
inline constexpr std::uint32_t kInviteUsesMax = 10'000;
inline constexpr std::size_t kApplicantsMax = 500;  // who wait for an account
inline constexpr std::size_t kPurgesMax = 16;       // people whose messages are being taken back
inline constexpr std::uint32_t kPurgeBatch = 100;   // of them at once, in one transaction
inline constexpr std::int64_t kPurgeMs = 200;       // between two of those
inline constexpr std::uint32_t kRecallMinutesMax = 7 * 24 * 60;
inline constexpr std::size_t kDraftsPerUserMax = 200;            // one more takes the oldest away
inline constexpr std::uint32_t kKeepDaysMax = 36'500;            // of messages
inline constexpr std::uint32_t kExpireBatch = 500;               // of a log, in one transaction
inline constexpr std::int64_t kExpireMs = 100;                   // between two of those
inline constexpr std::int64_t kExpireRoundMs = 60 * 60 * 1'000;  // between two looks at a room
inline constexpr std::size_t kAdminPageMax = 100;
inline constexpr std::uint32_t kMinutesMax = 10 * 366 * 24 * 60;  // of a ban or an invitation
inline constexpr std::uint32_t kKickMinutes = 10;

// --- Engine and store
// -------------------------------------------------------------------------------
inline constexpr std::size_t kTxnsInFlightMax = 16'384;    // then `store_unavailable`
inline constexpr std::size_t kQueriesInFlightMax = 4'096;  // then `rate_limited`
inline constexpr std::uint32_t kReadsPerUserMax =
    16;  // pages of history read for one account at once; then `rate_limited`
inline constexpr std::size_t kBatchTxnsMax = 1'024;  // one group commit
inline constexpr std::int64_t kPresenceTickMs =
    1'000;  // presence, typing and cursors are merged so long
inline constexpr std::size_t kTypingUsersMax = 50;      // shown at once in a room
inline constexpr std::int64_t kTypingMs = 6'000;        // a typing mark fades after it
inline constexpr std::int64_t kOfflineDelayMs = 5'000;  // a reload is no "left"
inline constexpr std::size_t kTrafficNamesMax = 10;     // names in a merged enter/leave notice
inline constexpr std::uint32_t kRetryAfterMs = 1'000;
inline constexpr std::int64_t kSendGateMs =
    3'000;  // a refused message may be repeated so long before others
inline constexpr std::size_t kSendGateMessagesMax = 256;
inline constexpr std::int64_t kReadMarkMs = 1'000;  // one write per account and room in it
inline constexpr std::int64_t kSeenMs = 3'600'000;  // how exact `seen` of a login is
inline constexpr std::int64_t kSinceSlackMs =
    30'000;  // rooms changed shortly before `since` are sent again
inline constexpr std::size_t kSweptDevicesMax = 256;  // logins looked at in one tick
inline constexpr std::uint32_t kOpenRoundsMax = 4;    // queries for one room that keeps moving on

// --- Notifications of people without an open page
// -------------------------------------------------------------------------------
inline constexpr std::size_t kChannelsPerUserMax = 10;
inline constexpr std::int64_t kNotifyDelayMs = 10'000;  // default of `notify.delay_s`
inline constexpr std::int64_t kNotifyEveryMs =
    30'000;  // one for an account and room in it, however many messages there are
inline constexpr std::size_t kNotifyWaitingMax = 10'000;  // accounts and rooms; then none is added
inline constexpr std::size_t kNotifyAllMembersMax = 500;  // larger groups tell who is named
inline constexpr std::size_t kNotifyTextChars = 200;      // of a message that is told
inline constexpr double kNotifyPerSecond = 1;             // of one account, to all its channels
inline constexpr double kNotifyBurst = 30;
inline constexpr std::int64_t kNotifyTestMs = 3'000;       // between two tests of one account
inline constexpr std::size_t kNotifyQueueMax = 4'096;      // waiting to be sent; more are dropped
inline constexpr std::size_t kNotifyQueuePerUserMax = 64;  // the same of one account
inline constexpr std::size_t kNotifyParallelMax = 32;      // sent at once
inline constexpr std::size_t kNotifyParallelPerUserMax = 2;
inline constexpr std::uint32_t kNotifyAttemptsMax = 3;
inline constexpr std::int64_t kNotifyTimeoutMs = 10'000;      // one attempt
inline constexpr std::int64_t kNotifyRetryMaxMs = 600'000;    // longer Retry-After: given up
inline constexpr std::size_t kNotifyAnswerBytesMax = 16'384;  // read of an answer

// --- Files
// ------------------------------------------------------------------------------------------
inline constexpr std::uint64_t kFileBytesMax = 50ULL * 1024 * 1024;  // default of files.size_mb
inline constexpr std::uint64_t kQuotaBytes =
    2ULL * 1024 * 1024 * 1024;                   // default of files.quota_mb
inline constexpr std::size_t kFileIdChars = 32;  // 128 random bits in hex
inline constexpr std::size_t kFileNameBytesMax = 255;
inline constexpr std::uint64_t kThumbBytesMax = 256 * 1024;  // a picture that stands for another
inline constexpr std::uint32_t kThumbSideMax = 2'048;        // pixels
inline constexpr std::uint32_t kPixelsMax = 65'535;          // of a side, as a client may claim it
inline constexpr std::uint32_t kDurationMsMax = 24 * 3'600 * 1'000;
inline constexpr std::size_t kUnsentFilesPerUserMax = 128;  // uploaded and in no message yet
inline constexpr std::int64_t kUnsentFileMs = 86'400'000;   // then they are dropped
inline constexpr std::int64_t kUnsentSweepMs = 600'000;     // how often that is looked at
inline constexpr std::size_t kFilePlacesMax = 256;          // rooms looked at where nobody asks
inline constexpr std::size_t kUploadsPerUserMax = 32;       // unfinished at once
inline constexpr std::size_t kUploadsMax = 4'096;           // unfinished, of all accounts
inline constexpr std::size_t kUploadWritersPerUserMax = 4;  // requests that carry bytes
inline constexpr std::int64_t kUploadIdleMs = 86'400'000;   // unfinished ones expire after it
inline constexpr std::uint32_t kFilesBegunPerMinute = 240;  // per account, burst the same
inline constexpr std::int64_t kUploadEmptyMs = 600'000;     // those without a byte
inline constexpr double kFileBytesPerHour =
    4.0 * 1024 * 1024 * 1024;                              // begun by one account, burst the same
inline constexpr std::uint32_t kFileReadsPerUserMax = 64;  // downloads looked up at once
inline constexpr std::uint64_t kPixelsWithoutThumbMax = 16'000'000;  // of a picture in a message
inline constexpr std::size_t kUploadPieceBytes = 256 * 1024;  // gathered before it goes to the disk
inline constexpr std::int64_t kBodyStallMs = 30'000;  // a streamed body that brings nothing is cut
inline constexpr std::int64_t kBlobGraceMs = 3'600'000;  // unused blobs stay so long
inline constexpr std::uint64_t kDiskReserveBytes = 64ULL * 1024 * 1024;  // of it no file takes
inline constexpr std::int64_t kBlobSweepMs = 15'000;                     // one of 256 folders in it
inline constexpr std::size_t kBlobsPerSweepMax = 256;

// --- What comes later: scheduled messages, reminders, confirmations
inline constexpr std::size_t kSchedulesMax = 100;                // that wait, of one account
inline constexpr std::size_t kScheduleBytesMax = 512 * 1024;     // their texts together
inline constexpr std::size_t kRemindersMax = 100;                // of one account
inline constexpr std::int64_t kLaterMsMax = 366LL * 86'400'000;  // how far ahead
inline constexpr std::size_t kLaterPerTick = 50;                 // of each that are seen to at once
inline constexpr std::int64_t kLaterPauseMs = 20;                // before the next ones
inline constexpr std::int64_t kLaterRetryMs = 1'000;             // after the store refused one
inline constexpr std::size_t kConfirmsMembersMax = kGroupMembersMax;      // who may be asked
inline constexpr std::size_t kConfirmsReadMax = 2 * kConfirmsMembersMax;  // told apart by name

// --- What administrators see of the running server
inline constexpr std::size_t kLiveRoomsMax = 1'000;  // that were written in last
inline constexpr std::size_t kLiveMembersMax = 256;  // of a larger room nobody counts who is online
inline constexpr double kAdminLooksPerSecond = 4;    // of all administrators
inline constexpr double kAdminLooksBurst = 8;
inline constexpr std::size_t kLookBucketsPerTask = 2'048;  // of a worker's table, in one go

// --- The log of slow operations
inline constexpr std::uint32_t kSlowLinesMax = 10;  // in
inline constexpr std::int64_t kSlowWindowMs = 10'000;

static_assert(kTextBytesMax < kMessageBytesMax);
static_assert(kLagBytesMax <= kRoomLogBytesMax);
static_assert(kOutboxBytesMax <= kOutboxHeldBytesMax);
static_assert(kResumeGapPage <= kResumeEventsMax);
static_assert(kHistoryPageDefault <= kHistoryPageMax);

}  // namespace teahouse::limits
