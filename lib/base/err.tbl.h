/*
 * The errors of the whole program: HTTP status, wire code, default texts.
 * Wire codes are the contract's; 2007 and 2008 are new in this product.
 */
/*    name          http  code  zh                    en */
#define ERR_TABLE(X) \
	X(OK,           200, 1000, "请求成功",           "success") \
	X(INVALID,      400, 2000, "参数错误",           "the request is not valid") \
	X(MISSING,      400, 2001, "缺少必要参数",       "a required field is missing") \
	X(METHOD,       405, 2002, "请求方法不支持",     "method not allowed") \
	X(UNAUTHORIZED, 401, 2003, "未认证",             "authentication is required") \
	X(FORBIDDEN,    403, 2004, "无权限",             "you may not do this") \
	X(NOT_FOUND,    404, 2005, "资源不存在",         "no such object") \
	X(CONFLICT,     409, 2007, "资源已存在或已被修改", "the object exists or was changed") \
	X(RANGE,        416, 2000, "请求的范围无效",     "the range is not in the file") \
	X(TOO_MANY,     429, 2008, "请求过于频繁",       "too many requests") \
	X(TOO_LARGE,    413, 2000, "请求体过大",         "the request body is too large") \
	X(MEDIA_TYPE,   415, 2000, "不支持的内容类型",   "the content type is not supported") \
	X(INTERNAL,     500, 3000, "服务器内部错误",     "something broke on our side") \
	X(DATABASE,     500, 3001, "数据库错误",         "the database refused the operation") \
	X(UNAVAILABLE,  503, 3000, "服务暂不可用",       "the service is not ready, try again") \
	X(STORAGE,      507, 3000, "存储空间不足",       "the storage is full") \
	X(UPSTREAM,     502, 3003, "外部服务调用失败",   "a managed system failed") \
	X(TIMEOUT,      504, 3004, "请求超时",           "the request took too long") \
	X(USER_EXISTS,  409, 4002, "用户已存在",         "the user exists already") \
	X(USER_MISSING, 404, 4003, "用户不存在",         "no such user") \
	X(PASSWORD,     400, 4009, "用户名或密码错误",   "wrong user name or password") \
	X(TOKEN_EXPIRED,401, 4005, "Token 已过期",       "the token has expired") \
	X(TOKEN_INVALID,401, 4006, "Token 无效",         "the token is not valid") \
	X(PERMISSION,   403, 4007, "权限不足",           "the permission is missing")
