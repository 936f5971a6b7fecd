/*
 * auth_common: the passwords that guessers try first, of eight bytes and more
 * (shorter ones are refused for their length).  Compared without case; digits
 * and marks appended to one of them do not save it.
 */
#include "auth/auth_priv.h"

static const char *const common[] = { "password", "passw0rd", "p@ssw0rd",
	"p@ssword", "pa$$word", "pa55word", "passwort", "motdepasse",
	"contrasena", "parola", "qwertyuiop", "qwerty", "qwertz", "azerty",
	"asdfghjkl", "zxcvbnm", "1q2w3e4r", "1qaz2wsx", "qazwsx", "q1w2e3r4",
	"zaq12wsx", "1q2w3e", "qweasd", "qweasdzxc", "asdfasdf", "asdf1234",
	"abcdefgh", "abcdefghi", "abc123", "abcd1234", "a1b2c3d4", "aa123456",
	"aa12345678", "woaini", "woaini1314", "iloveyou", "ilovey0u",
	"trustno1", "letmein", "welcome", "welc0me", "sunshine", "princess",
	"football", "baseball", "basketball", "superman", "batman", "dragon",
	"monkey", "master", "shadow", "michael", "jennifer", "jordan", "hunter",
	"charlie", "andrew", "starwars", "computer", "internet", "whatever",
	"changeme", "changeit", "change me", "default", "secret", "admin",
	"administrator", "adminadmin", "root", "rootroot", "toor", "test",
	"testtest", "tester", "guest", "user", "oracle", "postgres", "mysql",
	"redis", "docker", "kubernetes", "k8s", "k8smanage", "k8s-manage",
	"opspilot", "harbor", "grafana", "rancher", "jenkins", "nacos",
	"system", "manager", "operator", "server", "google", "alibaba",
	"aliyun", "huawei", "tencent", "microsoft", "samsung", "liverpool",
	"chelsea", "arsenal", "pokemon", "naruto", "hello", "helloworld",
	"hello world", "freedom", "ninja", "mustang", "access", "flower",
	"cheese", "cookie", "ginger", "summer", "winter", "spring", "autumn",
	"monday", "sunday", "january", "love", "lovely", "loveme", "money",
	"passpass", "pass", "passme", "login", "letmein!", "zhang", "wang",
	"lihua", "china", "beijing", "shanghai", "woshishui", "5201314",
	"1314520", "7758521", "147258369", "147258", "159357", "123321",
	"123123", "112233", "11223344", "121212", "123qwe", "123qweasd",
	"1234qwer", "qwer1234", "q1w2e3", "wasd", "correcthorsebatterystaple" };

/* All bytes equal, or each the next of the one before (12345678, abcdefgh,
 * 87654321). */
static bool
is_run(const char *s, size_t n)
{
	int step = n > 1 ? s[1] - s[0] : 0;
	size_t i;

	if (step < -1 || step > 1)
		return false;
	for (i = 1; i < n; i++) {
		/* 1234567890 goes on after the nine. */
		if (s[i] - s[i - 1] != step &&
		    !(step == 1 && s[i - 1] == '9' && s[i] == '0'))
			return false;
	}
	return true;
}

/* Whether ${s} is one short piece again and again: "abcabcabc". */
static bool
is_repeat(const char *s, size_t n)
{
	size_t period, i;

	for (period = 1; period <= n / 2 && period <= 4; period++) {
		for (i = period; i < n && s[i] == s[i - period]; i++)
			continue;
		if (i == n)
			return true;
	}
	return false;
}

bool
auth_common(const char *password)
{
	struct str s = str_of(password);
	size_t i;

	if (is_run(s.p, s.n) || is_repeat(s.p, s.n))
		return true;
	for (i = 0; i < sizeof(common) / sizeof(*common); i++) {
		if (str_ieq(s, str_of(common[i])))
			return true;
	}
	while (s.n > 0 && strchr("0123456789!@#$%.*-_?", s.p[s.n - 1]) != NULL)
		s.n--;
	/* "Wang2024!" is what a guesser tries next; a long tail is not. */
	for (i = 0; i < sizeof(common) / sizeof(*common); i++) {
		if (str_ieq(s, str_of(common[i])))
			return strlen(password) < 16;
	}
	return false;
}
