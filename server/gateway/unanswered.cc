// SPDX-License-Identifier: MIT
#include "gateway/unanswered.h"

#include <type_traits>
#include <utility>
#include <variant>

#include "base/one_of.h"

namespace teahouse::gateway {
namespace {

template <class T, class... Ts>
inline constexpr bool kIsOneOf = (std::is_same_v<T, Ts> || ...);

template <class T>
constexpr AnswerShape shape_of() {
    if constexpr (kIsOneOf<T, chat::Hello, chat::Request, chat::HttpRequest, chat::HookPost>) {
        return AnswerShape::reply;
    } else if constexpr (kIsOneOf<T, chat::FindCredential>) {
        return AnswerShape::credential;
    } else if constexpr (kIsOneOf<T, chat::LogIn, chat::Register, chat::SetPassword>) {
        return AnswerShape::login;
    } else if constexpr (kIsOneOf<T, chat::ListAccounts, chat::ChangeAccount>) {
        return AnswerShape::accounts;
    } else if constexpr (kIsOneOf<T, chat::AdmitUpload, chat::AddFile, chat::OpenFile,
                                  chat::FindBlobs>) {
        return AnswerShape::file;
    } else {
        static_assert(
            kIsOneOf<T, chat::Disconnect, chat::Lagged, chat::ChannelResult, chat::HookResult,
                     chat::PreviewResult, chat::RouterAnswer, chat::RouterEvents>);
        return AnswerShape::none;
    }
}

void put_refusal(AnswerShape shape, SessionId session, std::uint64_t re, const Error& error,
                 chat::Effects& effects) {
    switch (shape) {
        case AnswerShape::none: return;
        case AnswerShape::reply:
            effects.out.emplace_back(chat::Reply{.session = session, .re = re, .result = error});
            return;
        case AnswerShape::credential:
            effects.credentials.push_back({.session = session, .re = re, .refused = error});
            return;
        case AnswerShape::login:
            effects.logins.push_back({.session = session, .re = re, .result = error});
            return;
        case AnswerShape::accounts:
            effects.accounts.push_back({.session = session, .re = re, .result = error});
            return;
        case AnswerShape::file:
            effects.files.push_back({.session = session, .re = re, .result = error});
            return;
    }
}

}  // namespace

AnswerShape answer_shape(const chat::Command& command) {
    return std::visit([]<class T>(const T& /*one*/) { return shape_of<T>(); }, command);
}

bool of_socket(const chat::Command& command) {
    return std::holds_alternative<chat::Hello>(command) ||
           std::holds_alternative<chat::Request>(command) ||
           std::holds_alternative<chat::Disconnect>(command) ||
           std::holds_alternative<chat::Lagged>(command);
}

void refuse(const chat::Command& command, const Error& error, chat::Effects& effects) {
    std::visit(
        [&]<class T>(const T& one) {
            if constexpr (shape_of<T>() != AnswerShape::none) {
                put_refusal(shape_of<T>(), one.session, one.re, error, effects);
            }
        },
        command);
}

void Unanswered::note(const chat::Command& command) {
    if (of_socket(command)) {
        return;
    }
    std::visit(
        [&]<class T>(const T& one) {
            if constexpr (shape_of<T>() != AnswerShape::none) {
                waiting_[one.session] = {.re = one.re, .shape = shape_of<T>()};
            }
        },
        command);
}

void Unanswered::forget(SessionId session, std::uint64_t re) {
    const auto found = waiting_.find(session);
    if (found != waiting_.end() && found->second.re == re) {
        waiting_.erase(found);
    }
}

void Unanswered::answered(const chat::Effects& effects) {
    if (waiting_.empty()) {
        return;
    }
    for (const chat::Out& out : effects.out) {
        if (const auto* reply = std::get_if<chat::Reply>(&out)) {
            forget(reply->session, reply->re);
        }
    }
    for (const chat::Credential& answer : effects.credentials) {
        forget(answer.session, answer.re);
    }
    for (const chat::LoggedIn& answer : effects.logins) {
        forget(answer.session, answer.re);
    }
    for (const chat::AccountRows& answer : effects.accounts) {
        forget(answer.session, answer.re);
    }
    for (const chat::FileAnswer& answer : effects.files) {
        forget(answer.session, answer.re);
    }
}

void Unanswered::refuse_all(const Error& error, chat::Effects& effects) {
    for (const auto& [session, waiting] : std::exchange(waiting_, {})) {
        put_refusal(waiting.shape, session, waiting.re, error, effects);
    }
}

}  // namespace teahouse::gateway
