// SPDX-License-Identifier: MIT
// Replies of Redis from any bytes: however they are cut, the parser says the same and keeps its
// bounds.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "cutter.h"
#include "resp/errors.h"
#include "resp/parser.h"
#include "resp/reply.h"
#include "resp/slots.h"
#include "resp/url.h"

namespace {

namespace resp = teahouse::resp;

constexpr resp::ParserOptions kOptions = {.depth_max = 6, .elements_max = 64, .bytes_max = 2'048};

class Reader {
public:
    void feed(std::string_view piece) {
        const std::string copy(piece);  // of its own, so that reading beyond it is seen
        std::string_view input = copy;
        while (!failed_) {
            const resp::Event event = parser_.next(input);
            if (event.kind == resp::Event::Kind::need_more) {
                CHECK(input.empty());
                break;
            }
            failed_ = event.kind == resp::Event::Kind::error;
            seen.push_back(failed_ ? std::string(event.why) : look_at(event.reply));
        }
    }
    std::vector<std::string> seen;

private:
    // Everything that a value can be asked.
    static std::string look_at(const resp::Reply& reply) {
        const resp::Value root = reply.root();
        std::size_t children = 0;
        for (const resp::Value child : root) {
            children += child.text().size() <= kOptions.bytes_max ? 1 : 0;
        }
        CHECK(children == root.size());
        CHECK(root.at(children).is_null());
        static_cast<void>(root.find("a").integer());
        static_cast<void>(root.real());
        static_cast<void>(resp::fault_of(root));
        if (const auto redirect = resp::redirect_of(root)) {
            CHECK(redirect->slot < resp::kSlots && redirect->to.port != 0);
        }
        if (const auto map = resp::SlotMap::read(root, {"h", 1})) {
            CHECK(map->masters().size() <= kOptions.elements_max);
        }
        return resp::describe(root);
    }

    resp::Parser parser_{kOptions};
    bool failed_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    teahouse::fuzz::Cutter cutter(data, size);
    Reader whole;
    whole.feed(cutter.whole());
    Reader pieces;
    for (std::string_view piece = cutter.next(); !piece.empty(); piece = cutter.next()) {
        pieces.feed(piece);
    }
    CHECK(whole.seen == pieces.seen);
    if (const auto url = resp::parse_url(cutter.whole())) {
        CHECK(!url->hosts.empty());
        CHECK(resp::parse_url(url->without_secrets()).has_value());
    }
    return 0;
}
