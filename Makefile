# papers: SQL over live paper listings. `make help` lists what there is.

CC ?= cc
BUILD ?= build
CFLAGS ?= -O2 -g
WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla
PACKAGES = sqlite3 libcurl yajl

SOURCES = $(wildcard ext/*.c ext/*/*.c)
OBJECTS = $(SOURCES:ext/%.c=$(BUILD)/obj/%.o)

all: $(BUILD)/papers.so

$(BUILD)/papers.so: $(OBJECTS)
	$(CC) -shared $(LDFLAGS) -Wl,-z,nodelete -o $@ $(OBJECTS) \
		$$(pkg-config --libs libcurl yajl)

$(BUILD)/obj/%.o: ext/%.c
	@mkdir -p $(@D)
	$(CC) -std=c11 -D_POSIX_C_SOURCE=200809L -Iext -fPIC -fvisibility=hidden \
		$(WARNINGS) $(CFLAGS) $$(pkg-config --cflags $(PACKAGES)) \
		-MMD -MP -c -o $@ $<

-include $(OBJECTS:.o=.d)

clean:
	rm -rf $(BUILD)

.PHONY: all clean
