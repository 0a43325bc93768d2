package quantum.account.snapshot;

import quantum.runtime.snapshot.Found;

/** What Redis says where a user may not read. */
public final class Withheld {
  private static final String FORBIDDEN = "NOPERM";

  private Withheld() {}

  /**
   * Whether nothing is known because this user may not read it: no fault of what is asked about.
   */
  public static boolean is(Found<?> found) {
    return found.garbled().filter(Withheld::says).isPresent();
  }

  static boolean says(String why) {
    return why.startsWith(FORBIDDEN);
  }
}
