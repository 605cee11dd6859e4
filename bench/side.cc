// SPDX-License-Identifier: MIT
#include "side.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "peer.h"

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

Side::Side(const Settings& settings, std::vector<std::string> command, std::string port_file,
           std::string log_file)
    : settings_(settings),
      command_(std::move(command)),
      port_file_(std::move(port_file)),
      log_file_(std::move(log_file)) {}

Side::Side(const Settings& settings, std::vector<std::string> command, std::uint16_t port,
           std::string log_file)
    : settings_(settings),
      command_(std::move(command)),
      log_file_(std::move(log_file)),
      port_(port) {}

void Side::start() {
    if (!port_file_.empty()) {
        std::filesystem::remove(port_file_);
    }
    process_ = std::make_unique<Process>(command_, settings_.server_cpu, log_file_);
    const bool listens = port_file_.empty() ? wait_for_listener(*process_, port_)
                                            : (port_ = wait_for_port(*process_, port_file_)) != 0;
    if (!listens) {
        give_up(command_.front() + " does not start; see " + log_file_);
    }
}

void Side::restart() {
    process_.reset();
    start();
}

std::unique_ptr<Side> make_plain(const Settings& settings, bool merges) {
    return std::make_unique<PlainSide>(settings, merges);
}

void give_up(const std::string& why) {
    std::fprintf(stderr, "bench: %s\n", why.c_str());
    std::exit(1);
}

}  // namespace teahouse::bench
