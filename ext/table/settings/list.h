/* The settings, one row each, in the order in which SQL shows them. No header
** to be included by others: setting.h makes an enum of the rows, setting.c a
** table. A new setting is a new row; one that net obeys needs a field in struct
** net_settings, too. NET_SECONDS and its like name that field, of the right
** type, and make the setting one of that kind. */
SETTING(ENDPOINT, .name = "endpoint", .kind = SETTING_URL,
        .standard = "https://huggingface.co", .environment = {"HF_ENDPOINT"},
        .help = "where the Hub is: requests go nowhere else")

SETTING(TOKEN, .name = "token", .kind = SETTING_SECRET,
        .environment = {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"},
        .help = "the Hub's access token, never shown; from the "
                "environment or the token file it goes only "
                "to the endpoint of the environment, or the "
                "default one; an empty one sends none")

SETTING(OFFLINE, .name = "offline", NET_SWITCH(offline), .standard = "0",
        .environment = {"HF_HUB_OFFLINE"}, .help = "ask nobody")

SETTING(CACHE, .name = "cache", .kind = SETTING_FILE,
        .environment = {"PAPERS_CACHE"},
        .help = "the file in which answers are kept")

SETTING(CACHE_SIZE, .name = "cache_size", NET_BYTES(cache_size),
        .least = "65536", .most = "1099511627776", .standard = "268435456",
        .environment = {"PAPERS_CACHE_SIZE"},
        .help = "bytes of that file, at most")

SETTING(MAX_AGE, .name = "max_age", NET_SECONDS(max_age), .least = "0",
        .most = "3153600000", .environment = {"PAPERS_MAX_AGE"},
        .help = "seconds that an answer in it may be old "
                "before the Hub is asked again; not set: by "
                "how old the listed day is")

SETTING(TIMEOUT, .name = "timeout", NET_SECONDS(timeout), .least = "0.001",
        .most = "86400", .standard = "30", .environment = {"PAPERS_TIMEOUT"},
        .help = "seconds for a request with all its attempts")

SETTING(STALL_TIMEOUT, .name = "stall_timeout", NET_SECONDS(stall_timeout),
        .least = "0.001", .most = "86400", .standard = "10",
        .environment = {"PAPERS_STALL_TIMEOUT"},
        .help = "seconds without a byte")

SETTING(CONNECT_TIMEOUT, .name = "connect_timeout",
        NET_SECONDS(connect_timeout), .least = "0.001", .most = "86400",
        .standard = "10", .environment = {"PAPERS_CONNECT_TIMEOUT"},
        .help = "seconds until connected")

SETTING(RETRIES, .name = "retries", NET_COUNT(retries), .least = "0",
        .most = "100", .standard = "4", .environment = {"PAPERS_RETRIES"},
        .help = "attempts after the first that failed")

SETTING(MAX_WAIT, .name = "max_wait", NET_SECONDS(max_wait), .least = "0",
        .most = "86400", .standard = "60", .environment = {"PAPERS_MAX_WAIT"},
        .help = "seconds that a rate limit may make a query "
                "wait, and ten times that in all; longer is "
                "an error")

SETTING(CONNECTIONS, .name = "connections", NET_COUNT(connections),
        .least = "1", .most = "64", .standard = "8",
        .environment = {"PAPERS_CONNECTIONS"},
        .help = "requests side by side, at most")

SETTING(MAX_REQUESTS, .name = "max_requests", NET_COUNT(max_requests),
        .least = "1", .most = "1000000", .standard = "400",
        .environment = {"PAPERS_MAX_REQUESTS"},
        .help = "requests of one statement, at most; "
                "more is an error")

SETTING(MAX_BYTES, .name = "max_bytes", NET_BYTES(max_bytes), .least = "1",
        .most = "1099511627776", .standard = "67108864",
        .environment = {"PAPERS_MAX_BYTES"},
        .help = "bytes of one answer, decompressed; more is "
                "an error")

SETTING(PROGRESS, .name = "progress", .kind = SETTING_SWITCH, .standard = "0",
        .environment = {"PAPERS_PROGRESS"},
        .help = "on a terminal, tell on standard error how "
                "far a query is that waits")

SETTING(LOCKED, .name = "locked", .kind = SETTING_SWITCH, .standard = "0",
        .environment = {"PAPERS_LOCKED"},
        .help = "for a host that runs other people's SQL: no "
                "setting can be changed, no file read and the "
                "cache not emptied; cannot be switched off")
