// SPDX-License-Identifier: MIT
#include "bench/side.h"

#include <cstdlib>
#include <filesystem>
#include <utility>

namespace teahouse::bench {

namespace {

std::function<void(const std::string&)>& on_give_up() {
    static std::function<void(const std::string&)> told;
    return told;
}

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

void set_on_give_up(std::function<void(const std::string& why)> told) {
    on_give_up() = std::move(told);
}

void give_up(const std::string& why) {
    if (const auto& told = on_give_up()) {
        told(why);
    }
    std::exit(1);  // NOLINT(concurrency-mt-unsafe): the generator has one thread
}

}  // namespace teahouse::bench
