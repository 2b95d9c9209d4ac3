/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ftrace_gfp.c - "GFP_KERNEL|__GFP_ZERO" to a mask.
 *
 * The kernel takes composite names first, then single flags, and prints bits that it has no name
 * for in hexadecimal. 2.6.34 prints single flags without their two underscores.
 */
#include "ftrace_line.h"

#include <string.h>

static bool is_named(const char *name, const char *text, size_t n)
{
	return strncmp(name, text, n) == 0 && name[n] == '\0';
}

static bool find_mask(const struct kernel *k, const char *text, size_t n, gfp_t *gfp)
{
	for (const struct gfp_mask_name *m = k->gfp_masks; m->name; m++) {
		if (!is_named(m->name, text, n))
			continue;
		*gfp = m->mask;
		return true;
	}
	return false;
}

static bool find_flag(const struct kernel *k, const char *text, size_t n, gfp_t *gfp)
{
	for (const struct gfp_name *f = k->gfp; f->name; f++) {
		bool plain = n >= 4 && memcmp(text, "GFP_", 4) == 0 &&
			     memcmp(f->name, "__", 2) == 0 && is_named(f->name + 2, text, n);

		if (!plain && !is_named(f->name, text, n))
			continue;
		*gfp = f->flag;
		return true;
	}
	/* A name for two flags that is no request's whole mask. */
	*gfp = GFP_F_RECLAIM;
	return is_named("__GFP_RECLAIM", text, n);
}

static bool find_bits(const struct kernel *k, const char *text, size_t n, gfp_t *gfp)
{
	uint32_t raw = 0, unknown;

	if (n < 3 || n > 10 || memcmp(text, "0x", 2) != 0 ||
	    strspn(text + 2, "0123456789abcdef") < n - 2)
		return false;
	for (size_t i = 2; i < n; i++)
		raw = raw << 4 | (uint32_t)(text[i] <= '9' ? text[i] - '0' : text[i] - 'a' + 10);
	return gfp_from_raw(k->gfp, raw, gfp, &unknown);
}

gfp_t ftrace_gfp(struct ftrace_line *l, const char *payload)
{
	struct ftrace_value v = ftrace_find(payload, "gfp_flags");
	const char *at, *end;
	gfp_t all = 0, one;

	if (!v.text || !v.length) {
		ftrace_error(l, payload, "there is no \"gfp_flags=\" here");
		return 0;
	}
	if (v.length < sizeof l->gfp_text && memcmp(l->gfp_text, v.text, v.length) == 0 &&
	    l->gfp_text[v.length] == '\0')
		return l->gfp;
	at = v.text;
	end = at + v.length;
	for (const char *next; at <= end; at = next + 1) {
		size_t n;

		next = memchr(at, '|', (size_t)(end - at));
		next = next ? next : end;
		n = (size_t)(next - at);
		if (is_named("none", at, n) || is_named("0", at, n) || is_named("0x0", at, n))
			continue;
		if (!find_mask(l->kernel, at, n, &one) && !find_flag(l->kernel, at, n, &one) &&
		    !find_bits(l->kernel, at, n, &one)) {
			ftrace_error(l, at, "kernel %s has no gfp flag %.*s", l->kernel->name,
				     n < 40 ? (int)n : 40, at);
			return 0;
		}
		all |= one;
	}
	if (v.length < sizeof l->gfp_text) {
		memcpy(l->gfp_text, v.text, v.length);
		l->gfp_text[v.length] = '\0';
		l->gfp = all;
	}
	return all;
}

gfp_t ftrace_gfp_raw(struct ftrace_line *l, const char *payload)
{
	uint32_t raw = (uint32_t)ftrace_number(l, payload, "gfp", UINT32_MAX), unknown;
	gfp_t gfp = 0;

	if (!l->failed && !gfp_from_raw(l->kernel->gfp, raw, &gfp, &unknown))
		ftrace_error(l, ftrace_find(payload, "gfp").text,
			     "gfp bits that kernel %s does not have: 0x%x", l->kernel->name,
			     unknown);
	return gfp;
}
