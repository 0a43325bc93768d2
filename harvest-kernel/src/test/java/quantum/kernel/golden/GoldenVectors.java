package quantum.kernel.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads folders of vectors and says where the kernel differs. */
final class GoldenVectors {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int SHOWN = 10;

  private GoldenVectors() {}

  /** Every {@code *.jsonl} of a folder, by name; a folder without one is an error. */
  static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new AssertionError("no folder of vectors: " + folder);
    }
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> files =
          entries.filter(path -> path.toString().endsWith(".jsonl")).sorted().toList();
      if (files.isEmpty()) {
        throw new AssertionError("no *.jsonl in " + folder);
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails naming the file and the first lines that differ. */
  static void check(Path file) {
    String name = file.getFileName().toString();
    VectorKind kind = VectorKind.ofFile(name);
    List<String> differences = new ArrayList<>();
    List<String> lines = lines(file);
    int vectors = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        vectors++;
        String where = name + " line " + (i + 1) + ": ";
        compareLine(kind, lines.get(i)).forEach(what -> differences.add(where + what));
      }
    }
    if (vectors == 0) {
      throw new AssertionError(name + ": no vectors");
    }
    if (!differences.isEmpty()) {
      throw new AssertionError(
          differences.size()
              + " differences in "
              + vectors
              + " vectors\n"
              + String.join("\n", differences.subList(0, Math.min(SHOWN, differences.size()))));
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> compareLine(VectorKind kind, String line) {
    List<String> differences = new ArrayList<>();
    try {
      JsonNode vector = JSON.readTree(line);
      Map<String, Object> actual = kind.evaluate(vector.get("in"));
      compare("out", vector.get("out"), actual, kind.relativeTolerance(), differences);
    } catch (RuntimeException e) {
      differences.add(e.toString());
    }
    return differences;
  }

  private static void compare(
      String path, JsonNode expected, Object actual, double tolerance, List<String> differences) {
    if (expected.isObject() && actual instanceof Map<?, ?> fields) {
      if (!new TreeSet<>(expected.propertyNames()).equals(new TreeSet<>(fields.keySet()))) {
        differences.add(
            path + " has " + expected.propertyNames() + ", the kernel gives " + fields.keySet());
        return;
      }
      expected
          .properties()
          .forEach(
              field ->
                  compare(
                      path + '.' + field.getKey(),
                      field.getValue(),
                      fields.get(field.getKey()),
                      tolerance,
                      differences));
    } else if (expected.isArray()
        && actual instanceof List<?> list
        && list.size() == expected.size()) {
      for (int i = 0; i < list.size(); i++) {
        compare(path + '[' + i + ']', expected.get(i), list.get(i), tolerance, differences);
      }
    } else if (!sameScalar(expected, actual, tolerance)) {
      differences.add(path + " expected " + expected + ", was " + actual);
    }
  }

  private static boolean sameScalar(JsonNode expected, Object actual, double tolerance) {
    if (expected.isNumber() && actual instanceof Double number) {
      double value = expected.doubleValue();
      return Math.abs(number - value) <= tolerance * Math.abs(value);
    }
    if (expected.isString()) {
      return expected.stringValue().equals(actual);
    }
    return expected.isNull() && actual == null;
  }
}
