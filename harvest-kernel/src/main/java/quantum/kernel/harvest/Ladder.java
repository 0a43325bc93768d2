package quantum.kernel.harvest;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import quantum.kernel.value.Decimals;

/** Rungs in ascending R; at least one. */
public record Ladder(List<Rung> rungs) {
  /** The default of HARVEST_LADDER (SPEC §3). */
  public static final Ladder DEFAULT = parse("0.5:0.25,1.0:0.25,1.5:0.25");

  /**
   * @throws IllegalArgumentException if there is no rung or they do not ascend
   */
  public Ladder {
    rungs = List.copyOf(rungs);
    if (rungs.isEmpty()) {
      throw new IllegalArgumentException("a ladder needs at least one rung");
    }
    for (int i = 1; i < rungs.size(); i++) {
      if (rungs.get(i - 1).r().compareTo(rungs.get(i).r()) >= 0) {
        throw new IllegalArgumentException(
            "ladder rungs must ascend in R, but " + rungs.get(i) + " follows " + rungs.get(i - 1));
      }
    }
  }

  /**
   * Reads {@code R:fraction} pairs separated by commas, such as {@code 0.5:0.25,1.0:0.25}.
   *
   * @throws IllegalArgumentException naming the rung and what is wrong with it
   */
  public static Ladder parse(String text) {
    List<Rung> rungs = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      rungs.add(rung(part.strip(), text));
    }
    return new Ladder(rungs);
  }

  private static Rung rung(String part, String whole) {
    String[] pair = part.split(":", -1);
    if (pair.length != 2) {
      throw new IllegalArgumentException(
          "ladder rung must be R:fraction, was '" + part + "' in '" + whole + "'");
    }
    try {
      return new Rung(Decimals.parse(pair[0]), Decimals.parse(pair[1]));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("ladder rung '" + part + "': " + e.getMessage(), e);
    }
  }

  /** As it is written in HARVEST_LADDER. */
  @Override
  public String toString() {
    return rungs.stream().map(Rung::toString).collect(Collectors.joining(","));
  }
}
