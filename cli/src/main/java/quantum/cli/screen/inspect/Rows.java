package quantum.cli.screen.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import quantum.cli.screen.Lines;
import quantum.runtime.snapshot.Found;

/**
 * Rows of figures, each behind its label, at most {@link #WIDTH} columns wide: what is longer goes
 * on below, without a label.
 */
final class Rows {
  static final int WIDTH = 108;
  static final String NONE = "-";

  private static final int LABEL = 11;
  private static final String GAP = "   ";

  private final List<String> lines = new ArrayList<>();

  List<String> lines() {
    return List.copyOf(lines);
  }

  /** Parts that belong into one row. */
  static String joined(String... parts) {
    return String.join(GAP, parts);
  }

  static String joined(List<String> parts) {
    return String.join(GAP, parts);
  }

  static String unreadable(String why) {
    return "UNREADABLE: " + why;
  }

  /** Blank parts are left out. */
  void row(String label, String... parts) {
    List<String> words = new ArrayList<>();
    for (String part : parts) {
      for (String word : part.split(GAP)) {
        if (!word.isBlank()) {
          words.add(Lines.printable(word));
        }
      }
    }
    wrapped(String.format(Locale.ROOT, "%-" + (LABEL - 1) + "s ", label), words, GAP);
  }

  /**
   * @param absent what stands for one that is not there; empty: no row at all
   */
  <T> void found(String label, Found<T> found, Function<T, String> shown, String absent) {
    switch (found) {
      case Found.Absent<T> none -> {
        if (!absent.isEmpty()) {
          row(label, absent);
        }
      }
      case Found.Garbled<T>(String why) -> row(label, unreadable(why));
      case Found.Known<T>(T value) -> row(label, shown.apply(value));
    }
  }

  /** A heading of its own above numbered sentences. */
  void sentences(String heading, List<String> sentences) {
    lines.add(heading);
    int number = 1;
    for (String sentence : sentences) {
      wrapped("  " + number++ + ". ", List.of(sentence.split(" ")), " ");
    }
  }

  private void wrapped(String label, List<String> parts, String gap) {
    String indent = " ".repeat(label.length());
    StringBuilder line = new StringBuilder(label);
    boolean empty = true;
    for (String part : parts) {
      for (String piece : Lines.pieces(Lines.printable(part), WIDTH - label.length())) {
        if (!empty && line.length() + gap.length() + piece.length() > WIDTH) {
          lines.add(line.toString().stripTrailing());
          line = new StringBuilder(indent);
          empty = true;
        }
        line.append(empty ? "" : gap).append(piece);
        empty = false;
      }
    }
    lines.add(line.toString().stripTrailing());
  }
}
