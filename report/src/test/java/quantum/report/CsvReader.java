package quantum.report;

import java.util.ArrayList;
import java.util.List;

/** Reads what RFC 4180 allows, and nothing else. */
final class CsvReader {
  private CsvReader() {}

  static List<List<String>> read(String file) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    int i = 0;
    while (i < file.length()) {
      StringBuilder field = new StringBuilder();
      if (file.charAt(i) == '"') {
        i++;
        while (file.charAt(i) != '"' || i + 1 < file.length() && file.charAt(i + 1) == '"') {
          i += file.charAt(i) == '"' ? 1 : 0;
          field.append(file.charAt(i++));
        }
        i++;
      } else {
        while (",\r\n\"".indexOf(file.charAt(i)) < 0) {
          field.append(file.charAt(i++));
        }
      }
      row.add(field.toString());
      if (file.charAt(i) == ',') {
        i++;
      } else if (file.startsWith("\r\n", i)) {
        i += 2;
        rows.add(row);
        row = new ArrayList<>();
      } else {
        throw new AssertionError("neither comma nor CRLF at " + i + " of " + file);
      }
    }
    return rows;
  }
}
