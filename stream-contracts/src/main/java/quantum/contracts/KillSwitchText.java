package quantum.contracts;

import java.util.Locale;
import java.util.Set;

/**
 * The value of {@code quantum:kill}: off when missing, empty, {@code 0}, {@code false}, {@code off}
 * or {@code no}; anything else is on (SPEC §8). {@code commit.lua} reads it alike.
 */
public final class KillSwitchText {
  private static final Set<String> OFF = Set.of("", "0", "false", "off", "no");

  private KillSwitchText() {}

  /**
   * @param value {@code null} if the key does not exist
   */
  public static boolean isOn(String value) {
    return value != null && !OFF.contains(value.strip().toLowerCase(Locale.ROOT));
  }
}
