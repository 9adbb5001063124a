// How numbers and a user's text are written in each format. Nothing here knows a forecast.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace gatecast::reports {

enum class Unit { share, people, events, hours, minutes };

// What a metric counts, from its name.
Unit unit_of(std::string_view metric);
// `enrolled_share` -> `enrolled share`
std::string words(std::string_view name);

// For a person: `12,345`, `0.42`, `93.4%` for a share.
std::string number(double value);
std::string number(double value, Unit unit);
// `50 to 60`, without the unit said twice.
std::string range(double low, double high, Unit unit);

// For a program: the shortest text that reads back as the same double; `null` if it is none.
std::string exact(double value);

std::string json_string(std::string_view text);  // with its quotes; bad UTF-8 replaced
std::string csv_field(std::string_view text);    // quoted where RFC 4180 asks for it
// A line with its end.
void write_csv_row(std::string& out, std::initializer_list<std::string_view> cells);
std::string html(std::string_view text);  // escaped for text and quoted attributes

// For a terminal: control characters replaced, so that a name cannot steer the terminal.
std::string plain(std::string_view text);
// Columns that a text takes (code points; wide characters count as one).
std::size_t width(std::string_view text);
// Lines of at most `columns`, broken at spaces; a word longer than a line is cut. The first begins
// with `first`, the others with `rest`.
std::string wrapped(std::string_view text, std::size_t columns, std::string_view first,
                    std::string_view rest);
// Padded or cut (with `~`) to `columns`.
std::string fit_left(std::string_view text, std::size_t columns);
std::string fit_right(std::string_view text, std::size_t columns);

}  // namespace gatecast::reports
