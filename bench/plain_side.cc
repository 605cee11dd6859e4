// SPDX-License-Identifier: MIT
#include "plain_side.h"

#include <string>

#include "bench/peer.h"

namespace teahouse::bench {

namespace {

class PlainSide final : public Side {
public:
    PlainSide(const Settings& settings, bool merges)
        : PlainSide(settings, merges,
                    settings.folder + (merges ? "/merging-server" : "/plain-server")) {}

    [[nodiscard]] std::string_view name() const override {
        return merges_ ? "bare epoll loop, merging" : "plain send()";
    }
    void prepare(std::size_t /*members*/) override {}
    [[nodiscard]] std::string open_large(std::size_t /*member*/) override {
        return upgrade_request("/0");
    }
    [[nodiscard]] std::string open_pair(std::size_t pair, bool /*is_b*/) override {
        return upgrade_request("/" + std::to_string(pair + 1));
    }
    [[nodiscard]] std::string open_login(std::size_t /*member*/) override {
        return upgrade_request("/0");
    }
    [[nodiscard]] bool has_welcome() const override { return false; }
    [[nodiscard]] std::string send_large(std::uint64_t number) override {
        return message_text(number);
    }
    [[nodiscard]] std::string send_pair(std::size_t /*pair*/, std::uint64_t number) override {
        return message_text(number);
    }
    [[nodiscard]] bool is_error(std::string_view /*payload*/, std::string& /*why*/) override {
        return false;
    }

private:
    PlainSide(const Settings& settings, bool merges, const std::string& stem)
        : Side(settings,
               {settings.self, merges ? "merging-server" : "plain-server", stem + ".port"},
               stem + ".port", stem + ".log"),
          merges_(merges) {
        start();
    }

    bool merges_;
};

}  // namespace

std::unique_ptr<Side> make_plain(const Settings& settings, bool merges) {
    return std::make_unique<PlainSide>(settings, merges);
}

}  // namespace teahouse::bench
