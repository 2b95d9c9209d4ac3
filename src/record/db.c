/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * db.c - opening a recording.
 *
 * A file that is read may be anybody's. SQLite is told to trust nothing in it: no triggers, no
 * functions or virtual tables from its schema, sizes of cells checked. Its tables must be the ones
 * that schema.sql makes, to the letter, so that a table of ours cannot be a view, or have a column
 * that computes something.
 */
#include "db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record/schema.h"

#define LARGEST_FILE ((int64_t)4 << 30)

bool db_machine_failed(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_NOMEM:
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_CANTOPEN:
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_PROTOCOL:
		return true;
	default:
		return false;
	}
}

int db_run(sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

/* SQLite takes ":memory:" and "file:..." for something else than files; "./" in front helps. */
static int open_file(const char *path, int flags, sqlite3 **db)
{
	char *plain = sqlite3_mprintf("%s%s", *path == '/' ? "" : "./", path);
	int rc;

	*db = NULL;
	if (!plain)
		return SQLITE_NOMEM;
	rc = sqlite3_open_v2(plain, db, flags | SQLITE_OPEN_NOMUTEX, NULL);
	sqlite3_free(plain);
	return rc;
}

/* ---- a new one ---- */

/*
 * The tables are made in memory and written to the file at once, so that a file is never seen, nor
 * left behind, half made. The caller frees *bytes with sqlite3_free().
 */
static int make_image(unsigned char **bytes, size_t *size)
{
	sqlite3 *memory = NULL;
	sqlite3_int64 n = 0;
	int rc = sqlite3_open(":memory:", &memory);

	*bytes = NULL;
	if (rc == SQLITE_OK)
		rc = schema_make(memory);
	if (rc == SQLITE_OK) {
		*bytes = sqlite3_serialize(memory, "main", &n, 0);
		rc = *bytes ? SQLITE_OK : SQLITE_NOMEM;
	}
	*size = (size_t)n;
	sqlite3_close(memory);
	return rc;
}

/* A file that is ours to write, new or empty; -1 with *d filled. *made: it did not exist. */
static int claim_file(const char *path, bool *made, struct diag *d)
{
	struct stat st;
	int fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0666);

	*made = fd >= 0;
	if (fd >= 0)
		return fd;
	if (errno != EEXIST || stat(path, &st) != 0)
		diag_set(d, path, 0, 0, "cannot create: %s", strerror(errno));
	else if (!S_ISREG(st.st_mode))
		diag_set(d, path, 0, 0, "is no ordinary file");
	else if (st.st_size)
		diag_set(d, path, 0, 0, "exists already; a recording is never overwritten");
	else if ((fd = open(path, O_RDWR | O_CLOEXEC)) < 0)
		diag_set(d, path, 0, 0, "cannot write: %s", strerror(errno));
	return fd;
}

static bool write_all(int fd, const unsigned char *bytes, size_t size)
{
	while (size) {
		ssize_t n = write(fd, bytes, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		size -= (size_t)n;
	}
	return true;
}

/* What a database of this name left: SQLite would take it for ours. */
static void remove_companions(const char *path)
{
	static const char *const suffix[] = { "-wal", "-shm", "-journal" };

	for (size_t i = 0; i < sizeof suffix / sizeof *suffix; i++) {
		char *name = sqlite3_mprintf("%s%s", path, suffix[i]);

		if (name)
			unlink(name);
		sqlite3_free(name);
	}
}

/* False with *d filled and nothing left behind. */
static bool make_file(const char *path, bool *made, struct diag *d)
{
	unsigned char *bytes;
	size_t size;
	int fd, rc = make_image(&bytes, &size);
	bool ok;

	if (rc != SQLITE_OK) {
		sqlite3_free(bytes);
		diag_set(d, path, 0, 0, "cannot create: %s", sqlite3_errstr(rc));
		return false;
	}
	fd = claim_file(path, made, d);
	ok = fd >= 0;
	if (ok)
		remove_companions(path);
	if (ok && !write_all(fd, bytes, size)) {
		diag_set(d, path, 0, 0, "cannot create: %s", strerror(errno));
		if (*made ? unlink(path) : ftruncate(fd, 0))
			diag_set(d, path, 0, 0, "cannot be removed: %s", strerror(errno));
		ok = false;
	}
	if (fd >= 0)
		close(fd);
	sqlite3_free(bytes);
	return ok;
}

static void remove_file(const char *path, bool made, struct diag *d)
{
	remove_companions(path);
	if (made ? unlink(path) : truncate(path, 0))
		diag_set(d, path, 0, 0, "cannot be removed again: %s", strerror(errno));
}

sqlite3 *db_create(const char *path, struct diag *d)
{
	static const char for_writing[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
					  "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
					  "BEGIN IMMEDIATE; COMMIT";
	sqlite3 *db;
	bool made;
	int rc;

	if (!make_file(path, &made, d))
		return NULL;
	rc = open_file(path, SQLITE_OPEN_READWRITE, &db);
	if (rc == SQLITE_OK)
		rc = db_run(db, for_writing);
	if (rc == SQLITE_OK)
		return db;
	diag_set(d, path, 0, 0, "cannot create: %s", db ? sqlite3_errmsg(db) : sqlite3_errstr(rc));
	sqlite3_close(db);
	remove_file(path, made, d);
	return NULL;
}

/* ---- an existing one ---- */

static bool looks_like_file(const char *path, struct diag *d, bool *machine_failed)
{
	struct stat st;

	if (stat(path, &st) != 0 || access(path, R_OK) != 0)
		diag_set(d, path, 0, 0, "%s", strerror(errno));
	else if (!S_ISREG(st.st_mode))
		diag_set(d, path, 0, 0, "is no ordinary file");
	else if (st.st_size > LARGEST_FILE)
		diag_set(d, path, 0, 0, "is larger than 4 GiB");
	else
		return true;
	*machine_failed = false;
	return false;
}

static int distrust(sqlite3 *db)
{
	int rc = sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_db_config(db, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0, NULL);
	sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
	sqlite3_limit(db, SQLITE_LIMIT_TRIGGER_DEPTH, 1);
	sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 256 << 20);
	sqlite3_busy_timeout(db, 2000);
	return rc == SQLITE_OK ? db_run(db, "PRAGMA query_only = ON; PRAGMA cell_size_check = ON") :
				 rc;
}

static int read_number(sqlite3 *db, const char *sql, int64_t *value)
{
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v2(db, sql, -1, &s, NULL);

	*value = 0;
	if (rc == SQLITE_OK && (rc = sqlite3_step(s)) == SQLITE_ROW) {
		*value = sqlite3_column_int64(s, 0);
		rc = SQLITE_OK;
	}
	sqlite3_finalize(s);
	return rc;
}

/* Code of SQLite's extensions would read what lies in its tables. */
static int has_virtual_table(sqlite3 *db, bool *has)
{
	int64_t n;
	int rc = read_number(db, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND"
				 " rootpage = 0", &n);

	*has = n != 0;
	return rc;
}

static int check_claims(sqlite3 *db, const char *path, struct diag *d, bool *fits)
{
	int64_t id, version;
	char table[TABLE_NAME];
	bool virtual_table = false;
	int rc = read_number(db, "PRAGMA application_id", &id);

	*fits = false;
	if (rc == SQLITE_OK)
		rc = read_number(db, "PRAGMA user_version", &version);
	if (rc != SQLITE_OK)
		return rc;
	if (id != RECORDING_APPLICATION_ID) {
		diag_set(d, path, 0, 0, "is not a recording of buddyscope");
	} else if (version != RECORDING_VERSION) {
		diag_set(d, path, 0, 0, "is of version %d, this program knows version %d",
			 (int)version, RECORDING_VERSION);
	} else {
		rc = schema_misses(db, table);
		if (rc == SQLITE_OK && !table[0])
			rc = has_virtual_table(db, &virtual_table);
		if (rc == SQLITE_OK && table[0])
			diag_set(d, path, 0, 0,
				 "is of another version of buddyscope: its table %s differs",
				 table);
		else if (rc == SQLITE_OK && virtual_table)
			diag_set(d, path, 0, 0, "has a virtual table, which no recording has");
		*fits = rc == SQLITE_OK && !table[0] && !virtual_table;
	}
	return rc;
}

/*
 * A run that was killed while it closed its file leaves a journal that must be rolled back before
 * anybody can read, and a reader may not write. Whoever opens the file next rolls it back.
 */
static void roll_back_journal(const char *path)
{
	sqlite3 *db = NULL;
	int64_t version;

	if (open_file(path, SQLITE_OPEN_READWRITE, &db) == SQLITE_OK && distrust(db) == SQLITE_OK)
		read_number(db, "PRAGMA schema_version", &version);
	sqlite3_close(db);
}

static int open_and_check(const char *path, struct diag *d, sqlite3 **db, bool *fits)
{
	int rc = open_file(path, SQLITE_OPEN_READONLY, db);

	if (rc == SQLITE_OK)
		rc = distrust(*db);
	return rc == SQLITE_OK ? check_claims(*db, path, d, fits) : rc;
}

sqlite3 *db_open(const char *path, struct diag *d, bool *machine_failed)
{
	sqlite3 *db = NULL;
	bool fits = false;
	int rc;

	if (!looks_like_file(path, d, machine_failed))
		return NULL;
	rc = open_and_check(path, d, &db, &fits);
	if ((rc & 0xff) == SQLITE_READONLY) {
		sqlite3_close(db);
		db = NULL;
		roll_back_journal(path);
		rc = open_and_check(path, d, &db, &fits);
	}
	if (rc == SQLITE_OK && fits)
		return db;
	*machine_failed = rc != SQLITE_OK && db_machine_failed(rc);
	if (rc != SQLITE_OK)
		diag_set(d, path, 0, 0, "cannot read it: %s",
			 db ? sqlite3_errmsg(db) : sqlite3_errstr(rc));
	sqlite3_close(db);
	return NULL;
}
