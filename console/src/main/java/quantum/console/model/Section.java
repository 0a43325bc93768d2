package quantum.console.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a page can be about. */
public enum Section {
  POSITIONS,
  ACCOUNT,
  SERVICES,
  TIMELINE,
  CLOSED,
  ALERTS;

  /** As it stands in addresses and events. */
  public String path() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Section> of(String path) {
    return Arrays.stream(values()).filter(it -> it.path().equals(path)).findFirst();
  }
}
