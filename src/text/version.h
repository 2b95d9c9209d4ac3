/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * version.h - the program's version, for --version and for what the program writes.
 */
#ifndef TEXT_VERSION_H
#define TEXT_VERSION_H

#define BUDDYSCOPE_VERSION "0.1.0"

#endif
