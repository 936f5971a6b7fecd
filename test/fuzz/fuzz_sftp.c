/* What an SFTP server sends: any bytes at all. */
#include <stdlib.h>

#include "ssh/ssh_sftp_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str rest = { (const char *)data, n }, owner, group;
	struct sftp_entry e;
	struct sftp_reply r;
	size_t used;

	while (sftp_parse(rest, SFTP_PACKET_MAX, &r, &used) == SFTP_P_WHOLE) {
		if (used < 9 || used > rest.n)
			abort();
		if (r.text.n > 0 &&
		    (r.text.p < rest.p || r.text.p + r.text.n > rest.p + used))
			abort();
		if (r.type == SFTP_T_VERSION)
			(void)sftp_parse_offers(&r.rest);
		while (r.type == SFTP_T_NAME && sftp_next_entry(&r, &e)) {
			if (e.name.n == 0 ||
			    memchr(e.name.p, '/', e.name.n) != NULL ||
			    e.name.p < rest.p ||
			    e.longname.p + e.longname.n > rest.p + used)
				abort();
			sftp_owner(e.longname, &owner, &group);
			if (!str_is_utf8(owner) || !str_is_utf8(group))
				abort();
		}
		rest.p += used;
		rest.n -= used;
	}
	return 0;
}
