// SPDX-License-Identifier: MIT
// JSON as it is posted to other programs.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "notify/outbound.h"
#include "proto/json_writer.h"

namespace teahouse::notify {

// An object with texts and numbers, in the order given.
class Object {
public:
    template <class T>
    Object& add(std::string_view name, const T& value) {
        next(name);
        json_.value(value);
        return *this;
    }
    Object& add(std::string_view name, const char* value) {
        return add(name, std::string_view(value));
    }
    // `made` is JSON already.
    Object& nested(std::string_view name, std::string_view made) {
        next(name);
        json_.raw(made);
        return *this;
    }
    Object& known(std::string_view name, std::string_view value) {
        return value.empty() ? *this : add(name, value);
    }
    std::string take() { return std::move(text_) + "}"; }

private:
    void next(std::string_view name) {
        if (text_.size() > 1) {
            json_.raw(",");
        }
        json_.value(name);
        json_.raw(":");
    }

    std::string text_ = "{";
    proto::JsonWriter json_{text_};
};

inline HttpRequest post_json(std::string url, std::string body) {
    return {.url = std::move(url),
            .headers = {"Content-Type: application/json; charset=utf-8"},
            .body = std::move(body)};
}

}  // namespace teahouse::notify
