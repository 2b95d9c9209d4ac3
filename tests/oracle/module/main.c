// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main.c - /proc/buddyscope_oracle: write a list of requests, then read the recording.
 *
 * Opening it for reading makes the requests, in the context of the task that opens it: its cpuset
 * and memory policy count. Meant for a virtual machine that is thrown away afterwards.
 */
#include "run.h"
#include "state.h"
#include "symbols.h"

#include <linux/cpumask.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

static unsigned int buffer_kbytes = 16384;
module_param(buffer_kbytes, uint, 0444);
MODULE_PARM_DESC(buffer_kbytes, "room for the recording, in KiB");

static unsigned int list_kbytes = 4096;
module_param(list_kbytes, uint, 0444);
MODULE_PARM_DESC(list_kbytes, "room for the list of requests, in KiB");

static DEFINE_MUTEX(mutex);
static char *list;
static size_t list_used;
static struct text recording;

/* Too large for a kernel's stack. */
static struct run run;

static int record(void)
{
	char *copy = vmalloc(list_used + 1);
	int error;

	if (!copy)
		return -ENOMEM;
	memcpy(copy, list, list_used);
	copy[list_used] = '\0';
	error = run_prepare(&run, copy);
	if (!error) {
		recording.used = 0;
		recording.lost = 0;
		run_record(&run, &recording);
	}
	run_free(&run);
	vfree(copy);
	return error;
}

static int oracle_open(struct inode *inode, struct file *file)
{
	int error = 0;

	if ((file->f_flags & O_ACCMODE) == O_RDWR)
		return -EINVAL;
	mutex_lock(&mutex);
	if (file->f_mode & FMODE_WRITE)
		list_used = 0;
	else
		error = record();
	mutex_unlock(&mutex);
	return error;
}

static ssize_t oracle_write(struct file *file, const char __user *from, size_t n, loff_t *at)
{
	ssize_t done = n;

	mutex_lock(&mutex);
	if (n > (size_t)list_kbytes * 1024 - list_used)
		done = -ENOSPC;
	else if (copy_from_user(list + list_used, from, n))
		done = -EFAULT;
	else
		list_used += n;
	mutex_unlock(&mutex);
	return done;
}

static ssize_t oracle_read(struct file *file, char __user *to, size_t n, loff_t *at)
{
	ssize_t done;

	mutex_lock(&mutex);
	done = simple_read_from_buffer(to, n, at, recording.at, recording.used);
	mutex_unlock(&mutex);
	return done;
}

static const struct proc_ops oracle_ops = {
	.proc_open = oracle_open,
	.proc_read = oracle_read,
	.proc_write = oracle_write,
	.proc_lseek = default_llseek,
};

static int refuse_machine(void)
{
	if (num_online_cpus() != 1) {
		pr_err("buddyscope_oracle: needs a machine of one CPU, this has %u\n",
		       num_online_cpus());
		return -EINVAL;
	}
	if (IS_ENABLED(CONFIG_PREEMPT_RT)) {
		pr_err("buddyscope_oracle: CONFIG_PREEMPT_RT sleeps where others spin\n");
		return -EINVAL;
	}
	return 0;
}

static void free_buffers(void)
{
	vfree(list);
	vfree(recording.at);
}

static int __init oracle_init(void)
{
	int error = refuse_machine();

	if (!error)
		error = symbols_find();
	if (error)
		return error;
	state_prepare();
	recording.size = (size_t)buffer_kbytes * 1024;
	recording.at = vmalloc(recording.size);
	list = vmalloc((size_t)list_kbytes * 1024);
	if (recording.at && list && proc_create("buddyscope_oracle", 0600, NULL, &oracle_ops))
		return 0;
	free_buffers();
	return -ENOMEM;
}

static void __exit oracle_exit(void)
{
	remove_proc_entry("buddyscope_oracle", NULL);
	free_buffers();
}

module_init(oracle_init);
module_exit(oracle_exit);
MODULE_DESCRIPTION("Records the page allocator's state and answers for buddyscope");
MODULE_LICENSE("GPL");
