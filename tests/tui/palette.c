/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Are the colours of states far enough apart, for every kind of eye? CIEDE2000 (Sharma, Wu and
 * Dalal, 2005) between any two and to dark backgrounds, as they are and as people with one kind of
 * cone missing see them, by two models: Machado, Oliveira and Fernandes (2009) at full severity,
 * and Viénot, Brettel and Mollon (1999) for red and green.
 */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "tui/palette.h"

struct lab {
	double l, a, b;
};

static double degrees(double radians)
{
	return radians * 180 / M_PI;
}

static double radians(double degrees_)
{
	return degrees_ * M_PI / 180;
}

/* ---- sRGB to CIELAB, D65 ---- */

static double linear(unsigned channel)
{
	double c = channel / 255.0;

	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double lab_f(double t)
{
	return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

static struct lab lab_of(const double rgb[3])
{
	double x = 0.4124564 * rgb[0] + 0.3575761 * rgb[1] + 0.1804375 * rgb[2];
	double y = 0.2126729 * rgb[0] + 0.7151522 * rgb[1] + 0.0721750 * rgb[2];
	double z = 0.0193339 * rgb[0] + 0.1191920 * rgb[1] + 0.9503041 * rgb[2];
	double fx = lab_f(x / 0.95047), fy = lab_f(y), fz = lab_f(z / 1.08883);

	return (struct lab){ 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz) };
}

/* ---- CIEDE2000 ---- */

static double hue_of(double a, double b)
{
	double h = a == 0 && b == 0 ? 0 : degrees(atan2(b, a));

	return h < 0 ? h + 360 : h;
}

static double mean_hue(double c1c2, double h1, double h2)
{
	if (c1c2 == 0)
		return h1 + h2;
	if (fabs(h1 - h2) <= 180)
		return (h1 + h2) / 2;
	return h1 + h2 < 360 ? (h1 + h2 + 360) / 2 : (h1 + h2 - 360) / 2;
}

static double hue_difference(double c1c2, double h1, double h2)
{
	double d = h2 - h1;

	if (c1c2 == 0)
		return 0;
	return d > 180 ? d - 360 : d < -180 ? d + 360 : d;
}

static double ciede2000(struct lab p, struct lab q)
{
	const double p25 = pow(25, 7);
	double cm = (hypot(p.a, p.b) + hypot(q.a, q.b)) / 2;
	double g = 0.5 * (1 - sqrt(pow(cm, 7) / (pow(cm, 7) + p25)));
	double a1 = p.a * (1 + g), a2 = q.a * (1 + g), c1 = hypot(a1, p.b), c2 = hypot(a2, q.b);
	double h1 = hue_of(a1, p.b), h2 = hue_of(a2, q.b), h = mean_hue(c1 * c2, h1, h2);
	double dl = q.l - p.l, dc = c2 - c1;
	double dh = 2 * sqrt(c1 * c2) * sin(radians(hue_difference(c1 * c2, h1, h2) / 2));
	double l = (p.l + q.l) / 2, c = (c1 + c2) / 2;
	double t = 1 - 0.17 * cos(radians(h - 30)) + 0.24 * cos(radians(2 * h)) +
		   0.32 * cos(radians(3 * h + 6)) - 0.20 * cos(radians(4 * h - 63));
	double turn = 30 * exp(-pow((h - 275) / 25, 2));
	double rc = 2 * sqrt(pow(c, 7) / (pow(c, 7) + p25));
	double sl = 1 + 0.015 * pow(l - 50, 2) / sqrt(20 + pow(l - 50, 2));
	double sc = 1 + 0.045 * c, sh = 1 + 0.015 * c * t, rt = -sin(radians(2 * turn)) * rc;

	return sqrt(pow(dl / sl, 2) + pow(dc / sc, 2) + pow(dh / sh, 2) +
		    rt * (dc / sc) * (dh / sh));
}

/* Pairs and results published with the formula by Sharma, Wu and Dalal. */
Test(palette, ciede2000_gives_the_published_results)
{
	static const struct {
		struct lab p, q;
		double difference;
	} rows[] = {
		{ { 50, 2.6772, -79.7751 }, { 50, 0, -82.7485 }, 2.0425 },
		{ { 50, -1.3802, -84.2814 }, { 50, 0, -82.7485 }, 1.0000 },
		{ { 50, 0, 0 }, { 50, -1, 2 }, 2.3669 },
		{ { 50, 2.5, 0 }, { 50, 0, -2.5 }, 4.3065 },
		{ { 50, 2.5, 0 }, { 73, 25, -18 }, 27.1492 },
		{ { 50, 2.5, 0 }, { 56, -27, -3 }, 31.9030 },
		{ { 60.2574, -34.0099, 36.2677 }, { 60.4626, -34.1751, 39.4387 }, 1.2644 },
		{ { 2.0776, 0.0795, -1.1350 }, { 0.9033, -0.0636, -0.5514 }, 0.9082 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect(fabs(ciede2000(rows[i].p, rows[i].q) - rows[i].difference) < 0.0001,
			  "row %zu: %f, not %f", i, ciede2000(rows[i].p, rows[i].q),
			  rows[i].difference);
}

/* ---- eyes ---- */

static const struct eye {
	const char *name;
	double matrix[3][3];            /* on linear RGB */
	double least;
} eyes[] = {
	{ "normal", { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } }, 12 },
	{ "protanopia (Machado)",
	  { { 0.152286, 1.052583, -0.204868 }, { 0.114503, 0.786281, 0.099216 },
	    { -0.003882, -0.048116, 1.051998 } }, 8 },
	{ "deuteranopia (Machado)",
	  { { 0.367322, 0.860646, -0.227968 }, { 0.280085, 0.672501, 0.047413 },
	    { -0.011820, 0.042940, 0.968881 } }, 8 },
	{ "tritanopia (Machado)",
	  { { 1.255528, -0.076749, -0.178779 }, { -0.078411, 0.930809, 0.147602 },
	    { 0.004733, 0.691367, 0.303900 } }, 8 },
	{ "protanopia (Viénot)",
	  { { 0.11238, 0.88762, 0 }, { 0.11238, 0.88762, 0 }, { 0.00401, -0.00401, 1 } }, 8 },
	{ "deuteranopia (Viénot)",
	  { { 0.29275, 0.70725, 0 }, { 0.29275, 0.70725, 0 }, { -0.02234, 0.02234, 1 } }, 8 },
};

static struct lab seen_by(const struct eye *eye, uint32_t rgb)
{
	double in[3] = { linear(rgb >> 16), linear(rgb >> 8 & 255), linear(rgb & 255) }, out[3];

	for (int i = 0; i < 3; i++) {
		out[i] = eye->matrix[i][0] * in[0] + eye->matrix[i][1] * in[1] +
			 eye->matrix[i][2] * in[2];
		out[i] = out[i] < 0 ? 0 : out[i] > 1 ? 1 : out[i];
	}
	return lab_of(out);
}

static uint32_t rgb_of(enum colour_depth depth, enum style style)
{
	int32_t colour = palette_paint(depth, style).foreground;

	cr_assert_neq(colour, COLOUR_DEFAULT, "style %d has a colour", style);
	return depth == COLOURS_TRUE ? (uint32_t)colour : palette_rgb((unsigned)colour);
}

static void expect_apart(const struct eye *eye, uint32_t p, uint32_t q, const char *what, int i,
			 int j)
{
	double d = ciede2000(seen_by(eye, p), seen_by(eye, q));

	cr_expect(d >= eye->least, "%s: %s %d (#%06x) and %d (#%06x) differ by %.1f", eye->name,
		  what, i, p, j, q, d);
}

static void expect_all_apart(const struct eye *eye, enum colour_depth depth)
{
	static const uint32_t background[] = { 0x000000, 0x1e1e1e, 0x002b36 };

	for (int i = STYLE_PASS; i <= STYLE_BOOST; i++) {
		uint32_t p = rgb_of(depth, (enum style)i);

		for (int j = i + 1; j <= STYLE_BOOST; j++)
			expect_apart(eye, p, rgb_of(depth, (enum style)j), "styles", i, j);
		for (int j = 0; j < 3; j++)
			expect_apart(eye, p, background[j], "style and background", i, j);
	}
}

Test(palette, states_differ_to_every_eye)
{
	for (size_t i = 0; i < sizeof eyes / sizeof *eyes; i++) {
		expect_all_apart(&eyes[i], COLOURS_TRUE);
		expect_all_apart(&eyes[i], COLOURS_256);
	}
}

/* ---- without colour ---- */

Test(palette, every_state_has_a_character_of_its_own)
{
	for (int ascii = 0; ascii < 2; ascii++)
		for (int i = 0; i < NR_STYLES; i++) {
			const char *marker = style_marker((enum style)i, ascii);

			cr_expect_eq(text_width(marker), 1, "style %d", i);
			if (!style_is_state((enum style)i))
				continue;
			cr_expect_str_neq(marker, " ", "style %d", i);
			for (int j = i + 1; j < NR_STYLES; j++)
				cr_expect(strcmp(marker, style_marker((enum style)j, ascii)) != 0,
					  "styles %d and %d look the same", i, j);
		}
}

Test(palette, markers_are_ascii_where_asked)
{
	for (int i = 0; i < NR_STYLES; i++) {
		const char *marker = style_marker((enum style)i, true);

		cr_expect(marker[0] > 0 && marker[1] == '\0', "style %d", i);
	}
}

Test(palette, mono_uses_no_colour_and_others_stay_in_range)
{
	static const int32_t most[NR_COLOUR_DEPTHS] = { -1, 7, 15, 255, 0xffffff };

	for (int depth = 0; depth < NR_COLOUR_DEPTHS; depth++)
		for (int i = 0; i < NR_STYLES; i++) {
			struct paint p = palette_paint((enum colour_depth)depth, (enum style)i);

			cr_expect(p.foreground >= -1 && p.foreground <= most[depth],
				  "depth %d style %d: %d", depth, i, p.foreground);
		}
}
