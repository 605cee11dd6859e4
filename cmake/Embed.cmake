# SPDX-License-Identifier: MIT
# embed_web_client(LAYER FOLDER): puts every file of FOLDER, with its .br and .gz neighbours, into
# LAYER as read-only data behind media/embedded.h. An absent folder gives an empty table.

find_package(Python3 REQUIRED COMPONENTS Interpreter)

function(embed_web_client layer folder)
    file(GLOB_RECURSE files CONFIGURE_DEPENDS LIST_DIRECTORIES false ${folder}/*)
    set(output ${CMAKE_BINARY_DIR}/embedded/embedded.cc)
    add_custom_command(
        OUTPUT ${output}
        COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/embed ${folder} ${output}
        DEPENDS ${CMAKE_SOURCE_DIR}/tools/embed ${files}
        COMMENT "Embedding the web client"
        VERBATIM)
    set_source_files_properties(${output} PROPERTIES OBJECT_DEPENDS "${files}")
    target_sources(${layer} PRIVATE ${output})
endfunction()
