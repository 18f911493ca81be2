/* conf/load_line.c -- see conf/load_line.h. */
#include "conf/load_line.h"

#include <stdint.h>
#include <string.h>

size_t
load_line_cut(const char **text, char buffer[TEMPLATE_LINE_MAX + 2])
{
	const char *begin = *text;
	size_t whole = strcspn(begin, "\n"), indent = 0, len;

	*text = begin + whole + (begin[whole] == '\n');
	while (indent < whole && (begin[indent] == ' ' || begin[indent] == '\t'))
		indent++;
	while (whole > indent && strchr(" \t\r", begin[whole - 1]))
		whole--;
	len = whole - indent;
	if (len > TEMPLATE_LINE_MAX + 1)
		len = TEMPLATE_LINE_MAX + 1;
	memcpy(buffer, begin + indent, len);
	buffer[len] = '\0';
	return indent;
}

bool
load_line_flat(const char *text)
{
	char line[TEMPLATE_LINE_MAX + 2];
	size_t first = SIZE_MAX;

	while (*text != '\0') {
		size_t indent = load_line_cut(&text, line);

		if (line[0] == '\0' || line[0] == '#' || line[0] == '!')
			continue;
		if (first != SIZE_MAX && indent != first)
			return false;
		first = indent;
		if (strcmp(line, "return") == 0)
			break;
	}
	return true;
}

const char *
load_line_captured(const char *line)
{
	bool prompt =
	    (line[0] == '<' && strchr(line, '>')) || (line[0] == '[' && strchr(line, ']'));

	if (prompt)
		return "This is a prompt: the text was copied from a terminal.";
	if (strstr(line, "---- More ----"))
		return "This is a pager's line: the text was copied from a terminal.";
	return NULL;
}

unsigned
load_line_last(const char *text, size_t *ret_end)
{
	size_t len = strlen(text), begin;
	unsigned line = 1;

	while (len > 0 && strchr(" \t\r\n", text[len - 1]))
		len--;
	begin = len;
	while (begin > 0 && text[begin - 1] != '\n')
		begin--;
	for (size_t i = 0; i < begin; i++)
		line += text[i] == '\n';
	*ret_end = len - begin;
	return line;
}

unsigned
load_line_said(const char *text, size_t *ret_indent)
{
	char line[TEMPLATE_LINE_MAX + 2];

	for (unsigned n = 1; *text != '\0'; n++) {
		*ret_indent = load_line_cut(&text, line);
		if (line[0] != '\0' && line[0] != '#' && line[0] != '!')
			return n;
	}
	return 0;
}
