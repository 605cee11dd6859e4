// SPDX-License-Identifier: MIT
// No tree is made: tags are looked at one after the other until the head is over. Every search that
// finds nothing ends the page, so that the time is linear.
#include "notify/page_head.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "base/ascii.h"
#include "base/limits_previews.h"
#include "notify/page_text.h"

namespace teahouse::notify {
namespace {

constexpr std::size_t kNone = std::string_view::npos;
constexpr std::string_view kSpace = " \t\r\n\f";
// Of a text that is much longer than what is shown, only so much is looked at.
constexpr std::size_t kRawBytesMax = 4'096;

// What a <meta> says.
struct Meta {
    std::string key = {};  // property or name
    std::string_view content = {};
};

enum class Field : std::size_t { site, title, text, image, count };
struct Source {
    std::string_view key;
    Field field;
    int rank;  // the lowest that a page has is taken, the first of them
};
constexpr int kNoRank = 100;
constexpr int kTitleRank = 3;  // of <title>
constexpr std::array kSources = {
    Source{.key = "og:site_name", .field = Field::site, .rank = 1},
    Source{.key = "application-name", .field = Field::site, .rank = 2},
    Source{.key = "og:title", .field = Field::title, .rank = 1},
    Source{.key = "twitter:title", .field = Field::title, .rank = 2},
    Source{.key = "og:description", .field = Field::text, .rank = 1},
    Source{.key = "twitter:description", .field = Field::text, .rank = 2},
    Source{.key = "description", .field = Field::text, .rank = 3},
    Source{.key = "og:image:secure_url", .field = Field::image, .rank = 1},
    Source{.key = "og:image", .field = Field::image, .rank = 2},
    Source{.key = "og:image:url", .field = Field::image, .rank = 2},
    Source{.key = "twitter:image", .field = Field::image, .rank = 3},
    Source{.key = "twitter:image:src", .field = Field::image, .rank = 3},
};
constexpr std::array<std::string_view, 5> kRawText = {"script", "style", "textarea", "xmp",
                                                      "iframe"};

class Reader {
public:
    explicit Reader(std::string_view html) : html_(html) {}

    void run() {
        while (step()) {
        }
    }
    [[nodiscard]] std::string_view found(Field field) const {
        return found_[static_cast<std::size_t>(field)].raw;
    }

private:
    struct Found {
        std::string_view raw = {};
        int rank = kNoRank;
    };

    // The next tag; false: the head is over.
    bool step() {
        at_ = html_.find('<', at_);
        if (at_ == kNone || at_ + 1 >= html_.size()) {
            return false;
        }
        const char sign = html_[at_ + 1];
        if (html_.substr(at_, 4) == "<!--") {
            return go_behind("-->", at_ + 4);
        }
        if (sign == '!' || sign == '?') {
            return go_behind(">", at_ + 2);
        }
        const bool closes = sign == '/';
        const std::size_t start = at_ + (closes ? 2 : 1);
        if (start >= html_.size() || !ascii::is_alpha(html_[start])) {
            at_ = start;
            return true;
        }
        const std::size_t end = html_.find_first_of(" \t\r\n\f/>", start);
        if (end == kNone) {
            return false;
        }
        const std::string name =
            ascii::to_lower(html_.substr(start, std::min<std::size_t>(end - start, 16)));
        at_ = end;
        if (closes) {
            return name != "head" && go_behind(">", at_);
        }
        return open(name);
    }

    bool open(const std::string& name) {
        if (name == "body") {
            return false;
        }
        Meta meta;
        if (!read_attributes(meta)) {
            return false;
        }
        if (name == "meta") {
            take(meta);
            return true;
        }
        const bool title = name == "title";
        if (!title && std::ranges::find(kRawText, name) == kRawText.end()) {
            return true;
        }
        const std::size_t start = at_;
        if (!go_to_end_of(name)) {
            return false;
        }
        if (title) {
            put(Field::title, kTitleRank, html_.substr(start, at_ - start));
        }
        return true;
    }

    // From behind the name of a tag to behind its end.
    bool read_attributes(Meta& meta) {
        for (;;) {
            at_ = html_.find_first_not_of(" \t\r\n\f/", at_);
            if (at_ == kNone) {
                return false;
            }
            if (html_[at_] == '>') {
                ++at_;
                return true;
            }
            // An equals sign at the start is part of the name (HTML, 13.2.5.32).
            const std::size_t end = html_.find_first_of(" \t\r\n\f/>=", at_ + 1);
            if (end == kNone) {
                return false;
            }
            const std::string_view name = html_.substr(at_, end - at_);
            at_ = html_.find_first_not_of(kSpace, end);
            if (at_ == kNone) {
                return false;
            }
            std::string_view value;
            if (html_[at_] == '=' && !read_value(value)) {
                return false;
            }
            if (ascii::equals_ignoring_case(name, "content")) {
                meta.content = value;
            } else if (meta.key.empty() && (ascii::equals_ignoring_case(name, "property") ||
                                            ascii::equals_ignoring_case(name, "name"))) {
                meta.key = ascii::to_lower(ascii::trim(value.substr(0, 64)));
            }
        }
    }

    bool read_value(std::string_view& value) {
        at_ = html_.find_first_not_of(kSpace, at_ + 1);
        if (at_ == kNone) {
            return false;
        }
        const char quote = html_[at_];
        const bool quoted = quote == '"' || quote == '\'';
        const std::size_t start = at_ + (quoted ? 1 : 0);
        const std::size_t end =
            quoted ? html_.find(quote, start) : html_.find_first_of(" \t\r\n\f>", start);
        if (end == kNone) {
            return false;
        }
        value = html_.substr(start, end - start);
        at_ = end + (quoted ? 1 : 0);
        return true;
    }

    bool go_behind(std::string_view sign, std::size_t from) {
        const std::size_t found = html_.find(sign, from);
        at_ = found == kNone ? html_.size() : found + sign.size();
        return found != kNone;
    }

    bool go_to_end_of(std::string_view name) {
        for (std::size_t end = html_.find("</", at_); end != kNone;
             end = html_.find("</", end + 2)) {
            if (ascii::equals_ignoring_case(html_.substr(end + 2, name.size()), name)) {
                at_ = end;
                return true;
            }
        }
        return false;
    }

    void take(const Meta& meta) {
        for (const Source& source : kSources) {
            if (source.key == meta.key) {
                put(source.field, source.rank, meta.content);
            }
        }
    }
    void put(Field field, int rank, std::string_view raw) {
        Found& found = found_[static_cast<std::size_t>(field)];
        if (rank < found.rank && raw.find_first_not_of(kSpace) != kNone) {
            found = {.raw = raw.substr(0, kRawBytesMax), .rank = rank};
        }
    }

    std::string_view html_;
    std::size_t at_ = 0;
    std::array<Found, static_cast<std::size_t>(Field::count)> found_{};
};

}  // namespace

PageHead read_page(std::string_view bytes, std::string_view type) {
    const std::string html = page_to_utf8(bytes, type);
    Reader reader(html);
    reader.run();
    const auto line = [&reader](Field field, std::size_t bytes_max) {
        return one_line(decode_entities(reader.found(field)), bytes_max);
    };
    PageHead head{.site = line(Field::site, limits::kPreviewSiteBytes),
                  .title = line(Field::title, limits::kPreviewTitleBytes),
                  .text = line(Field::text, limits::kPreviewTextBytes)};
    // An address that is cut is none.
    std::string image = one_line(decode_entities(reader.found(Field::image)), kRawBytesMax);
    if (image.size() <= limits::kLinkBytesMax && image.find(' ') == kNone) {
        head.image = std::move(image);
    }
    return head;
}

}  // namespace teahouse::notify
