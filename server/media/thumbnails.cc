// SPDX-License-Identifier: MIT
#include "media/thumbnails.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/limits_thumbnails.h"
#include "base/log.h"
#include "base/result.h"
#include "base/steady_ms.h"
#include "media/blob_store.h"
#include "media/descriptor.h"
#include "media/picture.h"
#include "media/thumbnail_child.h"
#include "media/upload_store.h"

namespace teahouse::media {
namespace {

// Standard input, output and nothing else; no environment.
std::optional<pid_t> start(const std::string& program, int input, int output) {
    posix_spawn_file_actions_t files;
    if (::posix_spawn_file_actions_init(&files) != 0) {
        return std::nullopt;
    }
    std::string name = "teahouse";
    std::string word = "thumbnail";
    std::array<char*, 3> arguments = {name.data(), word.data(), nullptr};
    std::array<char*, 1> environment = {nullptr};
    pid_t child = 0;
    const bool started =
        ::posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO) == 0 &&
        ::posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO) == 0 &&
        ::posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0) == 0 &&
        ::posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1) == 0 &&
        ::posix_spawn(&child, program.c_str(), &files, nullptr, arguments.data(),
                      environment.data()) == 0;
    ::posix_spawn_file_actions_destroy(&files);
    return started ? std::optional(child) : std::nullopt;
}

// What comes until the end, at most kThumbBytesMax; none after `until_ms`.
std::optional<std::string> read_until(int from, std::int64_t until_ms) {
    std::string bytes;
    std::array<char, 16'384> piece{};
    for (;;) {
        pollfd wait{.fd = from, .events = POLLIN, .revents = 0};
        const std::int64_t left = until_ms - steady_ms();
        if (left <= 0 || (::poll(&wait, 1, static_cast<int>(left)) < 0 && errno != EINTR)) {
            return std::nullopt;
        }
        if (wait.revents == 0) {
            continue;
        }
        const ssize_t count = ::read(from, piece.data(), piece.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        const auto more = static_cast<std::size_t>(count < 0 ? 0 : count);
        if (bytes.size() + more > limits::kThumbBytesMax) {
            return std::string();  // the beginning of something is nothing, however it ends
        }
        if (more == 0) {
            return bytes;  // its exit code says what it is worth
        }
        bytes.append(piece.data(), static_cast<std::size_t>(count));
    }
}

// Of a process that has closed its output or was killed; it does not take long.
int exit_code_of(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            return -1;
        }
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

Thumbnails::Thumbnails(UploadStore& uploads, std::string program, std::int64_t wait_ms)
    : uploads_(uploads),
      program_(std::move(program)),
      wait_ms_(wait_ms),
      available_(!program_.empty()) {}

Result<OpenBlob> Thumbnails::get(const std::string& hash) {
    if (auto kept = uploads_.open_thumbnail(hash)) {
        return kept;
    }
    if (!available() || has_failed(hash)) {
        return fail(ErrorCode::not_found, "no small picture");
    }
    TRY(picture, uploads_.open(hash));
    auto made = make(picture.descriptor.get());
    if (!made) {
        if (made.error().code != ErrorCode::busy) {
            note_failure(hash);
        }
        return tl::unexpected(std::move(made).error());
    }
    TRY_STATUS(uploads_.keep_thumbnail(hash, *made));
    return uploads_.open_thumbnail(hash);
}

Result<std::string> Thumbnails::make(int picture) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return fail(ErrorCode::busy, "no pipe");
    }
    const Descriptor reader(ends[0]);
    std::optional<pid_t> child;
    {
        const Descriptor writer(ends[1]);
        child = start(program_, picture, writer.get());
    }
    if (!child) {
        return fail(ErrorCode::busy, "no process");
    }
    const auto bytes = read_until(reader.get(), steady_ms() + wait_ms_);
    // Whatever it does by now, nobody waits for it.
    ::kill(*child, SIGKILL);
    const int code = exit_code_of(*child);
    if (!bytes) {
        log(LogLevel::info, "a picture was not made smaller in time");
        return fail(ErrorCode::busy, "not in time");
    }
    if (code == kThumbnailNoLibrary || code == kThumbnailNoSandbox) {
        if (available_.exchange(false)) {
            log(LogLevel::warning,
                code == kThumbnailNoLibrary
                    ? "no small pictures are made: libvips is not installed (libvips42)"
                    : "no small pictures are made: the system has no sandbox for it");
        }
        return fail(ErrorCode::not_found, "no small pictures here");
    }
    // Whoever took the process over wrote what they liked: it is looked at like any other picture.
    const auto small = code == kThumbnailMade
                           ? read_picture(*bytes, limits::kThumbnailSide)
                           : Result<Picture>(fail(ErrorCode::not_found, "no small picture"));
    if (!small || small->type != PictureType::webp) {
        log(LogLevel::info, "a picture cannot be made smaller", {{"code", std::to_string(code)}});
        return fail(ErrorCode::not_found, "no small picture");
    }
    return small->bytes;
}

bool Thumbnails::has_failed(const std::string& hash) {
    const std::scoped_lock lock(mutex_);
    return failed_.contains(hash);
}

void Thumbnails::note_failure(const std::string& hash) {
    const std::scoped_lock lock(mutex_);
    if (failed_.insert(hash).second) {
        failures_.push_back(hash);
    }
    if (failures_.size() > limits::kThumbnailFailuresMax) {
        failed_.erase(failures_.front());
        failures_.pop_front();
    }
}

}  // namespace teahouse::media
