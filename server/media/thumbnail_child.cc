// SPDX-License-Identifier: MIT
// libvips is loaded when it is needed, so that the server neither links it nor has it in memory.
#include "media/thumbnail_child.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <dlfcn.h>
#include <malloc.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits_thumbnails.h"
#include "media/sniff.h"
#include "media/syscall_filter.h"

namespace teahouse::media {
namespace {

constexpr const char* kLibrary = "libvips.so.42";
constexpr int kOff = 0;
constexpr int kOn = 1;
constexpr int kOnlySmaller = 2;  // VIPS_SIZE_DOWN
constexpr int kQuality = 78;
constexpr int kNicer = 10;

struct VipsImage;

// What is used of its API (libvips 8.13 and later).
struct Vips {
    int (*init)(const char*);
    void (*concurrency_set)(int);
    void (*cache_set_max)(int);
    void (*vector_set_enabled)(int);
    void (*operation_block_set)(const char*, int);
    int (*thumbnail_buffer)(void*, std::size_t, VipsImage**, int, ...);
    int (*webpsave_buffer)(VipsImage*, void**, std::size_t*, ...);
};

template <class F>
bool find(void* library, const char* name, F& function) {
    function = reinterpret_cast<F>(::dlsym(library, name));
    return function != nullptr;
}

std::optional<Vips> load() {
    void* const library = ::dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
    Vips vips{};
    if (library == nullptr || !find(library, "vips_init", vips.init) ||
        !find(library, "vips_concurrency_set", vips.concurrency_set) ||
        !find(library, "vips_cache_set_max", vips.cache_set_max) ||
        !find(library, "vips_vector_set_enabled", vips.vector_set_enabled) ||
        !find(library, "vips_operation_block_set", vips.operation_block_set) ||
        !find(library, "vips_thumbnail_buffer", vips.thumbnail_buffer) ||
        !find(library, "vips_webpsave_buffer", vips.webpsave_buffer) ||
        vips.init("thumbnail") != 0) {
        return std::nullopt;
    }
    vips.concurrency_set(1);
    vips.cache_set_max(0);
    vips.vector_set_enabled(kOff);  // makes machine code while it runs
    vips.operation_block_set("VipsForeignLoad", kOn);
    for (const char* loader :
         {"VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp"}) {
        vips.operation_block_set(loader, kOff);
    }
    return vips;
}

bool bound(__rlimit_resource what, std::uint64_t most) {
    const rlimit limit{.rlim_cur = most, .rlim_max = most};
    return ::setrlimit(what, &limit) == 0;
}

bool bound_all() {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::prctl(PR_SET_DUMPABLE, 0);
    ::setpriority(PRIO_PROCESS, 0, kNicer);
    ::mallopt(M_ARENA_MAX, 1);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    if (!bound(RLIMIT_AS, limits::kThumbnailMemoryBytes)) {
        return false;
    }
#endif
    return bound(RLIMIT_CORE, 0) && bound(RLIMIT_CPU, limits::kThumbnailCpuSeconds) &&
           bound(RLIMIT_FSIZE, limits::kThumbnailFileBytes);
}

// What is on standard input; empty: nothing that is wanted.
std::string_view map_input() {
    struct stat info{};
    if (::fstat(STDIN_FILENO, &info) != 0 || info.st_size <= 0 ||
        static_cast<std::uint64_t>(info.st_size) > limits::kThumbnailInputBytesMax) {
        return {};
    }
    const auto size = static_cast<std::size_t>(info.st_size);
    void* const bytes = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, STDIN_FILENO, 0);
    return bytes == MAP_FAILED ? std::string_view()
                               : std::string_view(static_cast<const char*>(bytes), size);
}

bool write_all(const char* bytes, std::size_t size) {
    while (size > 0) {
        const ssize_t written = ::write(STDOUT_FILENO, bytes, size);
        if (written <= 0) {
            return false;
        }
        bytes += written;
        size -= static_cast<std::size_t>(written);
    }
    return true;
}

}  // namespace

int run_thumbnail_child() {
    if (!bound_all()) {
        return kThumbnailNoSandbox;
    }
    const std::optional<Vips> vips = load();
    if (!vips) {
        return kThumbnailNoLibrary;
    }
    std::string_view input = map_input();
    if (!keep_only_computing()) {
        return kThumbnailNoSandbox;
    }
    const std::string_view type = sniff(input.substr(0, kSniffBytes));
    if (type != "image/jpeg" && type != "image/png" && type != "image/webp") {
        return kThumbnailRefused;
    }
    VipsImage* small = nullptr;
    void* bytes = nullptr;
    std::size_t size = 0;
    // It does not write to the buffer, though it says nothing of it.
    auto* const picture = reinterpret_cast<void*>(reinterpret_cast<std::uintptr_t>(input.data()));
    if (vips->thumbnail_buffer(picture, input.size(), &small, limits::kThumbnailSide, "height",
                               limits::kThumbnailSide, "size", kOnlySmaller, nullptr) != 0 ||
        vips->webpsave_buffer(small, &bytes, &size, "Q", kQuality, "strip", kOn, nullptr) != 0 ||
        size > limits::kThumbBytesMax || !write_all(static_cast<const char*>(bytes), size)) {
        ::_exit(kThumbnailRefused);
    }
    ::_exit(kThumbnailMade);  // nothing to tidy up in a process that is over
}

}  // namespace teahouse::media
