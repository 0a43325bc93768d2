package quantum.paper.account;

import java.util.Optional;
import java.util.regex.Pattern;
import quantum.paper.refusal.Refusal;

/** The form of the ids that callers give their orders: {@code ^[.A-Z:/a-z0-9_-]{1,36}$}. */
final class ClientIds {
  private static final int MAX_LENGTH = 36;
  private static final Pattern FORM = Pattern.compile("[.A-Z:/a-z0-9_-]+");

  private ClientIds() {}

  /** -4015 if the venue would not take this id. */
  static Optional<Refusal> refused(String id) {
    if (id.length() > MAX_LENGTH) {
      return Optional.of(Refusal.CLIENT_ID_TOO_LONG);
    }
    return FORM.matcher(id).matches() ? Optional.empty() : Optional.of(Refusal.CLIENT_ID_INVALID);
  }
}
