// SPDX-License-Identifier: MIT
#include "gateway/names.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "base/limits.h"

namespace teahouse::gateway {
namespace {

std::string utf8(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

bool is_forbidden(UChar32 c) {
    switch (u_charType(c)) {
        case U_CONTROL_CHAR:
        case U_FORMAT_CHAR:  // zero-width and direction marks
        case U_SURROGATE:
        case U_PRIVATE_USE_CHAR:
        case U_UNASSIGNED:
        case U_LINE_SEPARATOR:
        case U_PARAGRAPH_SEPARATOR: return true;
        default: break;
    }
    // Letters that show as nothing.
    return c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 || c == 0x2800;
}

Result<icu::UnicodeString> nfc(std::string_view text, std::string field) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* normalizer = icu::Normalizer2::getNFCInstance(status);
    if (U_FAILURE(status)) {
        return fail(ErrorCode::internal, "no Unicode data");
    }
    const auto source = icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
    icu::UnicodeString out = normalizer->normalize(source, status);
    if (U_FAILURE(status)) {
        return fail(ErrorCode::invalid, "not valid text", std::move(field));
    }
    return out;
}

}  // namespace

Status load_unicode() {
    UErrorCode status = U_ZERO_ERROR;
    icu::Normalizer2::getNFCInstance(status);
    icu::Normalizer2::getNFDInstance(status);
    icu::Normalizer2::getNFKCCasefoldInstance(status);
    return U_SUCCESS(status) ? Status{} : fail(ErrorCode::internal, "no Unicode data");
}

Result<Name> normalize_name(std::string_view text) {
    if (text.size() > limits::kNameBytesMax) {
        return fail(ErrorCode::invalid, "the name is too long", "name");
    }
    TRY(shown, nfc(text, "name"));
    shown.trim();
    bool visible = false;
    for (int32_t i = 0; i < shown.length(); i = shown.moveIndex32(i, 1)) {
        const UChar32 c = shown.char32At(i);
        if (is_forbidden(c)) {
            return fail(ErrorCode::invalid, "the name has characters that cannot be seen", "name");
        }
        visible = visible || u_isUWhiteSpace(c) == 0;
    }
    if (!visible) {
        return fail(ErrorCode::invalid, "the name is empty", "name");
    }
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* folding = icu::Normalizer2::getNFKCCasefoldInstance(status);
    const icu::UnicodeString key = folding->normalize(shown, status);
    if (U_FAILURE(status) || key.isEmpty()) {
        return fail(ErrorCode::invalid, "the name cannot be used", "name");
    }
    Name name{.shown = utf8(shown), .key = utf8(key)};
    if (name.shown.size() > limits::kNameBytesMax) {
        return fail(ErrorCode::invalid, "the name is too long", "name");
    }
    return name;
}

Result<std::string> password_for_comparison(std::string_view text) {
    if (text.size() > limits::kPasswordBytesMax) {
        return fail(ErrorCode::invalid, "the password is too long", "password");
    }
    TRY(normal, nfc(text, "password"));
    return utf8(normal);
}

Result<std::string> normalize_password(std::string_view text) {
    if (text.size() > limits::kPasswordBytesMax) {
        return fail(ErrorCode::invalid, "the password is too long", "password");
    }
    TRY(normal, nfc(text, "password"));
    if (static_cast<std::size_t>(normal.countChar32()) < limits::kPasswordCharsMin) {
        return fail(ErrorCode::weak_password, "the password is too short", "password");
    }
    return utf8(normal);
}

}  // namespace teahouse::gateway
