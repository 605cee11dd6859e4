# SPDX-License-Identifier: MIT
# The Debian package. tools/package makes the files of build/package first: configuration, manual
# pages and completions come from the program's own table of settings.
set(made ${CMAKE_BINARY_DIR}/package)

install(TARGETS teahouse RUNTIME DESTINATION bin)
install(FILES deploy/teahouse.service deploy/teahouse.socket DESTINATION /lib/systemd/system)
install(FILES deploy/teahouse.sysusers DESTINATION lib/sysusers.d RENAME teahouse.conf)
install(FILES deploy/teahouse.logrotate DESTINATION /etc/logrotate.d RENAME teahouse)
install(FILES ${made}/teahouse.toml DESTINATION /etc/teahouse)
install(FILES ${made}/teahouse.1.gz DESTINATION share/man/man1)
install(FILES ${made}/teahouse.toml.5.gz DESTINATION share/man/man5)
install(FILES ${made}/teahouse.bash DESTINATION share/bash-completion/completions RENAME teahouse)
install(FILES ${made}/_teahouse DESTINATION share/zsh/vendor-completions)
install(FILES deploy/debian/copyright ${made}/changelog.gz DESTINATION share/doc/teahouse)
install(FILES deploy/coturn.conf DESTINATION share/doc/teahouse/examples)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME teahouse)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "Teahouse <teahouse@example.org>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "chat server for a community, school or company")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"One program that serves rooms, direct conversations, files and calls
together with its web client in Chinese and English. It needs no other
service: messages are kept in an SQLite database of its own.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_SET_DESTDIR OFF)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ca-certificates, libvips42")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "coturn, nginx")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION TRUE)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${CMAKE_SOURCE_DIR}/deploy/debian/postinst ${CMAKE_SOURCE_DIR}/deploy/debian/prerm
    ${CMAKE_SOURCE_DIR}/deploy/debian/postrm ${CMAKE_SOURCE_DIR}/deploy/debian/conffiles)
include(CPack)
