// SPDX-License-Identifier: MIT
#include "notify/outbound.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include <curl/curl.h>
#include <sys/socket.h>

#include "base/ascii.h"
#include "base/check.h"
#include "base/limits.h"
#include "notify/address.h"
#include "notify/units.h"

namespace teahouse::notify {
namespace {

constexpr std::int64_t kConnectMs = 5'000;

void init_library() {
    static std::once_flag once;
    std::call_once(once, [] { CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); });
}

template <class T>
void set(CURL* easy, CURLoption option, T value) {
    // Only what this libcurl does not know can fail here, and it must not be passed over.
    CHECK(curl_easy_setopt(easy, option, value) == CURLE_OK);
}

struct FreeEasy {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct FreeMulti {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

}  // namespace

struct Outbound::Transfer {
    std::unique_ptr<CURL, FreeEasy> easy;
    std::unique_ptr<curl_slist, FreeList> headers;
    HttpRequest request;
    Done done;
    std::string body = {};
    Reach reach = {};
    bool plain = false;    // http://
    bool refused = false;  // an address was not allowed
    bool cut = false;

    // Whether the body is what was asked for.
    bool wants_body() const {
        if (!request.get) {
            return true;
        }
        long status = 0;
        curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
        return status == kHttpOk && content_type().starts_with(request.type);
    }
    std::string content_type() const {
        const char* type = nullptr;
        curl_easy_getinfo(easy.get(), CURLINFO_CONTENT_TYPE, &type);
        return ascii::to_lower(type == nullptr ? "" : type);
    }

    static curl_socket_t open_socket(void* self, curlsocktype /*purpose*/, curl_sockaddr* address) {
        auto& transfer = *static_cast<Transfer*>(self);
        if (!may_connect(address->addr, transfer.plain, transfer.reach)) {
            transfer.refused = true;
            return CURL_SOCKET_BAD;
        }
        return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    }
    static std::size_t take(char* data, std::size_t size, std::size_t count, void* self) {
        auto& transfer = *static_cast<Transfer*>(self);
        if (!transfer.wants_body()) {
            transfer.cut = true;
            return 0;  // ends the transfer
        }
        const std::size_t most =
            transfer.request.get ? transfer.request.bytes_max : limits::kNotifyAnswerBytesMax;
        const std::size_t room = most - transfer.body.size();
        transfer.body.append(data, std::min(size * count, room));
        transfer.cut = size * count > room;
        return transfer.cut ? 0 : size * count;
    }

    void prepare(const OutboundOptions& options);
    void prepare_method();
    [[nodiscard]] HttpAnswer answer(CURLcode code);
    [[nodiscard]] HttpAnswer no_answer(CURLcode code) const;
};

void Outbound::Transfer::prepare(const OutboundOptions& options) {
    CURL* const one = easy.get();
    reach = options.reach;
    const std::int64_t timeout_ms =
        request.timeout_ms > 0 ? request.timeout_ms : options.timeout_ms;
    plain = request.url.starts_with("http://");
    set(one, CURLOPT_URL, request.url.c_str());
    set(one, CURLOPT_PROTOCOLS_STR, reach.private_too || reach.plain_http ? "http,https" : "https");
    set(one, CURLOPT_FOLLOWLOCATION, 0L);
    set(one, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    set(one, CURLOPT_PROXY, "");  // whatever the environment says: a proxy would hide the address
    set(one, CURLOPT_NOSIGNAL, 1L);
    set(one, CURLOPT_QUICK_EXIT, 1L);  // a name server that does not answer holds nothing up
    set(one, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout_ms));
    set(one, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(timeout_ms, kConnectMs)));
    set(one, CURLOPT_USERAGENT, options.agent.c_str());
    prepare_method();
    curl_slist* list = curl_slist_append(nullptr, "Expect:");
    for (const std::string& header : request.headers) {
        list = curl_slist_append(list, header.c_str());
    }
    headers.reset(list);
    set(one, CURLOPT_HTTPHEADER, headers.get());
    set(one, CURLOPT_OPENSOCKETFUNCTION, &Transfer::open_socket);
    set(one, CURLOPT_OPENSOCKETDATA, this);
    set(one, CURLOPT_WRITEFUNCTION, &Transfer::take);
    set(one, CURLOPT_WRITEDATA, this);
    set(one, CURLOPT_PRIVATE, this);
}

void Outbound::Transfer::prepare_method() {
    CURL* const one = easy.get();
    if (request.get) {
        set(one, CURLOPT_HTTPGET, 1L);
        // What it decodes to comes in small pieces, and no more of them than are wanted.
        set(one, CURLOPT_ACCEPT_ENCODING, "gzip");
        set(one, CURLOPT_FORBID_REUSE, 1L);  // these are many places, each seldom asked
        return;
    }
    set(one, CURLOPT_POST, 1L);
    set(one, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(one, CURLOPT_POSTFIELDS, request.body.data());
}

HttpAnswer Outbound::Transfer::no_answer(CURLcode code) const {
    if (refused) {
        return {.fault = "the address is not allowed"};
    }
    switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST:
            return {.fault = "the name was not found", .may_retry = true};
        case CURLE_OPERATION_TIMEDOUT: return {.fault = "no answer in time", .may_retry = true};
        case CURLE_PEER_FAILED_VERIFICATION: return {.fault = "the certificate is not valid"};
        case CURLE_SSL_CONNECT_ERROR: return {.fault = "no TLS connection", .may_retry = true};
        case CURLE_URL_MALFORMAT:
        case CURLE_UNSUPPORTED_PROTOCOL: return {.fault = "not an address to send to"};
        default: return {.fault = "no connection", .may_retry = true};
    }
}

HttpAnswer Outbound::Transfer::answer(CURLcode code) {
    long status = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
    const bool too_long = code == CURLE_WRITE_ERROR;  // what was read is enough
    if (status == 0 || (code != CURLE_OK && !too_long)) {
        return no_answer(code);
    }
    HttpAnswer answer{.status = static_cast<int>(status),
                      .body = std::move(body),
                      .cut = cut,
                      .type = content_type()};
    const char* location = nullptr;
    if (curl_easy_getinfo(easy.get(), CURLINFO_REDIRECT_URL, &location) == CURLE_OK &&
        location != nullptr) {
        answer.location = location;
    }
    curl_off_t seconds = 0;
    if (curl_easy_getinfo(easy.get(), CURLINFO_RETRY_AFTER, &seconds) == CURLE_OK && seconds > 0) {
        answer.retry_after_ms =
            std::min<std::int64_t>(seconds, limits::kNotifyRetryMaxMs) * kMsPerSecond;
    }
    return answer;
}

class Outbound::Multi {
public:
    explicit Multi(std::size_t connections) : multi_(curl_multi_init()) {
        NEED(multi_ != nullptr);
        CHECK(curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS,
                                static_cast<long>(connections)) == CURLM_OK);
    }
    ~Multi() {
        for (auto& [easy, transfer] : transfers_) {
            curl_multi_remove_handle(multi_.get(), easy);
        }
    }
    Multi(const Multi&) = delete;
    Multi& operator=(const Multi&) = delete;

    void add(std::unique_ptr<Transfer> transfer) {
        CURL* const easy = transfer->easy.get();
        CHECK(curl_multi_add_handle(multi_.get(), easy) == CURLM_OK);
        transfers_.emplace(easy, std::move(transfer));
    }
    void run(std::int64_t wait_ms) {
        int running = 0;
        curl_multi_perform(multi_.get(), &running);
        if (complete()) {
            return;  // there may be more to do now
        }
        curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(wait_ms), nullptr);
        curl_multi_perform(multi_.get(), &running);
        complete();
    }
    void wake() { curl_multi_wakeup(multi_.get()); }
    [[nodiscard]] std::size_t running() const { return transfers_.size(); }

private:
    bool complete() {
        int left = 0;
        bool any = false;
        while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
            if (message->msg != CURLMSG_DONE) {
                continue;
            }
            CURL* const easy = message->easy_handle;
            const CURLcode code = message->data.result;
            curl_multi_remove_handle(multi_.get(), easy);
            const auto found = transfers_.find(easy);
            const std::unique_ptr<Transfer> transfer = std::move(found->second);
            transfers_.erase(found);
            transfer->done(transfer->answer(code));
            any = true;
        }
        return any;
    }

    std::unique_ptr<CURLM, FreeMulti> multi_;
    std::map<CURL*, std::unique_ptr<Transfer>> transfers_;
};

Outbound::Outbound(OutboundOptions options) : options_(std::move(options)) {
    init_library();
    multi_ = std::make_unique<Multi>(options_.parallel_max);
}

Outbound::~Outbound() = default;

void Outbound::start(HttpRequest request, Done done) {
    auto transfer = std::make_unique<Transfer>();
    transfer->easy.reset(curl_easy_init());
    NEED(transfer->easy != nullptr);
    transfer->request = std::move(request);
    transfer->done = std::move(done);
    transfer->prepare(options_);
    multi_->add(std::move(transfer));
}

void Outbound::run(std::int64_t wait_ms) { multi_->run(wait_ms); }

void Outbound::wake() { multi_->wake(); }

std::size_t Outbound::running() const { return multi_->running(); }

}  // namespace teahouse::notify
