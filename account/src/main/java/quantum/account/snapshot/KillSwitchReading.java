package quantum.account.snapshot;

import quantum.contracts.KillSwitchText;
import quantum.runtime.snapshot.Found;

/** What the kill switch says. */
public enum KillSwitchReading {
  OFF,
  ON,
  /** This user may not read it. */
  UNKNOWN;

  /** As the services read it: a key of another type is no "off". */
  static KillSwitchReading of(Found<String> found) {
    return switch (found) {
      case Found.Absent<String> none -> OFF;
      case Found.Known<String>(String text) -> KillSwitchText.isOn(text) ? ON : OFF;
      case Found.Garbled<String>(String why) -> Withheld.says(why) ? UNKNOWN : ON;
    };
  }
}
