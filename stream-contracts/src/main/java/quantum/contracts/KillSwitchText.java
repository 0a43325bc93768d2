package quantum.contracts;

import java.util.regex.Pattern;

/**
 * What the text at {@code quantum:kill} says: off when it is missing, empty, {@code 0}, {@code
 * false}, {@code off} or {@code no}, in any case and with blanks around it; on for everything else,
 * because a switch that nobody understands must not be taken for off. {@code commit.lua} follows
 * the same rule.
 */
public final class KillSwitchText {
  // ASCII blanks and letters only, as Lua and the shell know them
  private static final Pattern OFF =
      Pattern.compile("\\s*(?:0|false|off|no)?\\s*", Pattern.CASE_INSENSITIVE);

  private KillSwitchText() {}

  /**
   * @param text null if the key is missing
   */
  public static boolean isOn(String text) {
    return text != null && !OFF.matcher(text).matches();
  }
}
