# SPDX-License-Identifier: MIT
# Language level, warnings, hardening, sanitizers, compiler cache. The same for every target.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")
set(CMAKE_CXX_FLAGS_DEBUG "-Og -g")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1")

# "address,undefined", "thread" or empty.
set(TEAHOUSE_SANITIZE "" CACHE STRING "Sanitizers to build with")

add_library(teahouse_flags INTERFACE)
target_compile_options(teahouse_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
    -Wnon-virtual-dtor -Woverloaded-virtual -Werror
    # A designated initialiser that names some members is our way to write options.
    -Wno-missing-field-initializers)
target_compile_definitions(teahouse_flags INTERFACE _GLIBCXX_ASSERTIONS)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(teahouse_flags INTERFACE -Wduplicated-cond -Wlogical-op)
    if(CMAKE_UNITY_BUILD)
        # The first takes a file for a header where several are compiled at once; the second is wrong
        # about variants where more is inlined. The preset debug keeps them, and clang has its own.
        target_compile_options(teahouse_flags INTERFACE
            -Wno-subobject-linkage -Wno-maybe-uninitialized)
    endif()
endif()

if(TEAHOUSE_SANITIZE)
    set(sanitize -fsanitize=${TEAHOUSE_SANITIZE} -fno-omit-frame-pointer)
    if(TEAHOUSE_SANITIZE MATCHES "undefined")
        list(APPEND sanitize -fno-sanitize-recover=all)
        # A third of the compile time, for what AddressSanitizer finds by itself.
        list(APPEND sanitize -fno-sanitize=null,object-size,vptr)
    endif()
    target_compile_options(teahouse_flags INTERFACE ${sanitize})
    target_link_options(teahouse_flags INTERFACE ${sanitize})
else()
    target_compile_options(teahouse_flags INTERFACE -fstack-protector-strong)
    target_compile_definitions(teahouse_flags INTERFACE $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
    target_link_options(teahouse_flags INTERFACE -Wl,-z,relro,-z,now)
endif()

# Tests are compiled more often than run: no optimiser, and no checks of the test's own code that
# double its compile time. To be linked after teahouse_flags.
add_library(teahouse_test_flags INTERFACE)
target_compile_options(teahouse_test_flags INTERFACE -O0 -U_FORTIFY_SOURCE)
if(TEAHOUSE_SANITIZE MATCHES "undefined")
    target_compile_options(teahouse_test_flags INTERFACE -fno-sanitize=alignment)
endif()

# File names in messages and debug information are relative to the source folder, and the cache
# is shared by every build folder: with CCACHE_BASEDIR the compiler sees relative paths only.
file(RELATIVE_PATH source_from_build ${CMAKE_BINARY_DIR} ${CMAKE_SOURCE_DIR})
target_compile_options(teahouse_flags INTERFACE
    -ffile-prefix-map=${source_from_build}=
    -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
find_program(CCACHE ccache)
if(CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()
