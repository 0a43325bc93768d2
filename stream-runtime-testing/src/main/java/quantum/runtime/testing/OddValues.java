package quantum.runtime.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * What has been seen, or may be seen, in the place of a value: text that other writers' languages
 * print for nothing, numbers at the edges, flags in other spellings, other types, other times.
 */
public final class OddValues {
  /** One list for all tests, so that a value that once hurt one contract is tried on every one. */
  public static final List<String> ALL = all();

  private OddValues() {}

  private static List<String> all() {
    List<String> odd = new ArrayList<>();
    odd.addAll(List.of("", " ", "None", "null", "nan", "NaN", "undefined", "-", "n/a", "N/A"));
    odd.addAll(List.of("Infinity", "-Infinity", "inf", "1e400", "1e-400", "-1", "0", "0.0", "-0"));
    odd.addAll(List.of("yes", "no", "true", "True", "TRUE", "false", "1", "1.0", "Y", "on"));
    odd.addAll(List.of("abc", "T1", "2.0R", "tp1", "CLOSE", "LONG"));
    odd.addAll(List.of("[]", "{}", "[1]", "{\"a\":1}", "\"1\"", "1,2", "1 000", "1,000.5", "0x10"));
    odd.addAll(List.of("\uff10", "\ud83d\ude80", "\u0645\u0631\u062d\u0628\u0627", "<script>"));
    odd.addAll(List.of("line\nbreak", "\u0000", "x".repeat(10_240), "9".repeat(400)));
    odd.addAll(
        List.of("2026-11-27T01:06:51Z", "2026-11-27T01:06:51.123456", "2026-11-27 01:06:51"));
    odd.addAll(List.of("1795741611123456", "1795741611123456789", "99999999999"));
    odd.add("6f1c2a34-9b7e-4d0a-8c55-0f2d9d1e7b10");
    return List.copyOf(odd);
  }
}
