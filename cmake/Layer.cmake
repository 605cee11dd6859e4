# SPDX-License-Identifier: MIT
# layer(NAME [DIR folder] [USES layers...] [LIBS libraries...] [TEST_USES layers...]
#       [SEPARATE files...] [ALONE files...] [FUZZED | BUSY])
#
# One static library per folder server/NAME. Sources are found by themselves:
#   *.cc          go into the library,
#   *_test.cc     go into the executable NAME_test (GoogleTest),
#   *.h           are each compiled alone by the target `headers`.
# SEPARATE names files that belong to neither (a main function).
#
# Files are compiled several at once (CMAKE_UNITY_BUILD in CMakePresets.json), since most of the time
# goes into headers that all of them include. So a name in an anonymous namespace is used once in a
# layer; ALONE names files that are compiled by themselves: tests of alike things, and those that
# take long.
#
# FUZZED layers have fuzzers, BUSY ones are run by the simulator: they are compiled with the optimiser
# under AddressSanitizer as well. All else is not under sanitizers, which halves the time of the
# compiler, and that is most of the time there.
#
# How the include rule is enforced: every layer has an include root in the build folder that holds
# exactly one link, NAME -> server/NAME, and a layer is given its own root and those of USES, no
# other. Libraries are linked with LINK_ONLY, so a root never reaches a layer through another one.
# #include "net/loop.h" in server/chat therefore fails with "No such file".

set(include_roots ${CMAKE_BINARY_DIR}/include-roots)

# For tests that read files of the repository: #include "test_paths.h", use TEAHOUSE_SOURCE_DIR.
set(test_paths ${CMAKE_BINARY_DIR}/test-paths)
file(CONFIGURE OUTPUT ${test_paths}/test_paths.h
    CONTENT "#pragma once\n#define TEAHOUSE_SOURCE_DIR \"${CMAKE_SOURCE_DIR}\"\n")

add_custom_target(headers COMMENT "Every header compiles alone")
add_custom_target(unit_tests COMMENT "The tests of all layers")

# Makes the include root for layer `name` that lives in `dir`.
function(make_include_root name dir)
    file(MAKE_DIRECTORY ${include_roots}/${name})
    if(NOT IS_SYMLINK ${include_roots}/${name}/${name})
        file(CREATE_LINK ${dir} ${include_roots}/${name}/${name} SYMBOLIC)
    endif()
endfunction()

# Gives `target` the include roots and the code of the layers in ARGN.
function(use_layers target)
    foreach(used IN LISTS ARGN)
        target_include_directories(${target} PRIVATE ${include_roots}/${used})
        target_link_libraries(${target} PUBLIC $<LINK_ONLY:${used}>)
    endforeach()
endfunction()

function(layer name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "FUZZED;BUSY" "DIR" "USES;LIBS;TEST_USES;SEPARATE;ALONE")
    if(NOT arg_DIR)
        set(arg_DIR server/${name})
    endif()
    set(dir ${CMAKE_SOURCE_DIR}/${arg_DIR})
    make_include_root(${name} ${dir})

    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${dir}/*.cc)
    set(tests ${sources})
    list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
    list(FILTER tests INCLUDE REGEX "_test\\.cc$")
    foreach(file IN LISTS arg_SEPARATE)
        list(REMOVE_ITEM sources ${dir}/${file})
    endforeach()
    list(TRANSFORM arg_ALONE PREPEND ${dir}/)
    if(arg_ALONE)
        set_source_files_properties(${arg_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    endif()
    if(NOT sources)
        set(sources ${CMAKE_BINARY_DIR}/empty/${name}.cc)
        file(CONFIGURE OUTPUT ${sources} CONTENT "// ${name} has no code yet\n")
    endif()

    add_library(${name} STATIC ${sources})
    target_include_directories(${name} PRIVATE ${include_roots}/${name})
    target_link_libraries(${name} PRIVATE teahouse_flags ${arg_LIBS})
    use_layers(${name} ${arg_USES})
    if(TEAHOUSE_SANITIZE AND NOT (TEAHOUSE_FUZZ AND (arg_FUZZED OR arg_BUSY)))
        target_compile_options(${name} PRIVATE -O0)
    endif()
    if(TEAHOUSE_FUZZ AND arg_FUZZED)
        # libFuzzer steers by what it sees of the code under test. That all else is compiled without
        # lets tests and fuzzers share one build.
        target_compile_options(${name} PRIVATE -fsanitize=fuzzer-no-link)
        target_link_options(${name} INTERFACE -fsanitize=fuzzer-no-link)
    endif()

    header_check(${name} ${dir} "${arg_USES}" "${arg_LIBS}")
    if(tests)
        layer_tests(${name} "${tests}" "${arg_USES};${arg_TEST_USES}" "${arg_LIBS}")
    endif()
endfunction()

# One executable for all tests of a layer; the report of its cases goes to test-results/.
function(layer_tests name tests uses libs)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE
        teahouse_flags teahouse_test_flags GTest::gtest_main ${libs})
    use_layers(${name}_test ${name} ${uses})
    target_include_directories(${name}_test PRIVATE ${test_paths})
    add_dependencies(unit_tests ${name}_test)
    add_test(NAME ${name}_test
        COMMAND ${name}_test --gtest_output=json:${CMAKE_BINARY_DIR}/test-results/${name}_test.json)
    set_tests_properties(${name}_test PROPERTIES TIMEOUT 300)
endfunction()

# Compiles each header of the layer alone, with the includes that the layer itself may see.
function(header_check name dir uses libs)
    file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${dir} ${dir}/*.h)
    if(NOT headers)
        return()
    endif()
    set(sources "")
    foreach(header IN LISTS headers)
        set(source ${CMAKE_BINARY_DIR}/header-check/${name}/${header}.cc)
        file(CONFIGURE OUTPUT ${source} CONTENT "#include \"${name}/${header}\"\n" @ONLY)
        list(APPEND sources ${source})
    endforeach()
    add_library(${name}_headers OBJECT EXCLUDE_FROM_ALL ${sources})
    set_target_properties(${name}_headers PROPERTIES UNITY_BUILD OFF)
    target_include_directories(${name}_headers PRIVATE ${include_roots}/${name})
    target_link_libraries(${name}_headers PRIVATE teahouse_flags ${libs})
    foreach(used IN LISTS uses)
        target_include_directories(${name}_headers PRIVATE ${include_roots}/${used})
    endforeach()
    add_dependencies(headers ${name}_headers)
endfunction()

# program(NAME FOLDER folder | FILES files... [USES layers...] [LIBS libraries...] [DEFINE defs...])
# An executable at the top of the build folder. Not made while it has no sources.
function(program name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "FOLDER" "FILES;USES;LIBS;DEFINE")
    if(arg_FOLDER)
        file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${arg_FOLDER}/*.cc)
    else()
        list(TRANSFORM arg_FILES PREPEND ${CMAKE_SOURCE_DIR}/)
        file(GLOB sources CONFIGURE_DEPENDS ${arg_FILES})
    endif()
    if(NOT sources)
        return()
    endif()
    add_executable(${name} ${sources})
    target_link_libraries(${name} PRIVATE teahouse_flags ${arg_LIBS})
    target_compile_definitions(${name} PRIVATE ${arg_DEFINE})
    if(arg_FOLDER)
        target_include_directories(${name} PRIVATE ${test_paths})
    endif()
    use_layers(${name} ${arg_USES})
endfunction()

# fuzzers(FOLDER USES layers...): every FOLDER/x_fuzz.cc becomes the libFuzzer executable x_fuzz. It
# is given those of USES that it, or a header beside it that it includes, includes, so that no other
# layer is built.
function(fuzzers folder)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "USES")
    add_custom_target(fuzzers ALL)
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*_fuzz.cc)
    file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.h)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${sources} ${headers})
    foreach(source IN LISTS sources)
        cmake_path(GET source STEM name)
        add_executable(${name} ${source})
        target_link_libraries(${name} PRIVATE teahouse_flags)
        target_link_options(${name} PRIVATE -fsanitize=fuzzer)
        file(STRINGS ${source} own_includes REGEX "^#include \"")
        foreach(file IN LISTS source headers)
            cmake_path(GET file FILENAME beside)
            if(NOT file STREQUAL source AND NOT own_includes MATCHES "\"${beside}\"")
                continue()
            endif()
            file(STRINGS ${file} includes REGEX "^#include \"")
            foreach(layer IN LISTS arg_USES)
                if(includes MATCHES "\"${layer}/")
                    use_layers(${name} ${layer})
                endif()
            endforeach()
        endforeach()
        add_dependencies(fuzzers ${name})
    endforeach()
endfunction()
