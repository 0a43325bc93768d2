package quantum.paper.rest;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import quantum.paper.refusal.Refusal;

/** Checks who asks and when: API key, HMAC-SHA256 signature, timestamp within recvWindow. */
public final class Signatures {
  private static final long AHEAD_MILLIS = 1000;
  private static final long DEFAULT_WINDOW_MILLIS = 5000;
  private static final long LARGEST_WINDOW_MILLIS = 60_000;

  private final String key;
  private final SecretKeySpec secret;

  public Signatures(String key, String secret) {
    this.key = key;
    this.secret = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
  }

  /** Lower-case hex HMAC-SHA256 of the text. */
  public String sign(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(secret);
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  /** The listen key of this account: the same for one key pair, and not to be guessed from it. */
  public String listenKey() {
    return sign("listenKey|" + key);
  }

  /** -2014 without a usable key, -2015 with another account's. */
  Optional<Refusal> checkKey(Optional<String> sent) {
    if (sent.isEmpty() || !sent.get().matches("[A-Za-z0-9_-]+")) {
      return Optional.of(Refusal.KEY_FORMAT);
    }
    return same(sent.get(), key) ? Optional.empty() : Optional.of(Refusal.KEY_REJECTED);
  }

  /** -1102, -1021 or -1022 unless the request is fresh and signed with this account's secret. */
  Optional<Refusal> check(Parameters parameters, long serverMillis) {
    OptionalLong timestamp = parameters.integer("timestamp");
    if (timestamp.isEmpty()) {
      return Optional.of(Refusal.parameter("timestamp"));
    }
    long window = parameters.integer("recvWindow").orElse(DEFAULT_WINDOW_MILLIS);
    if (window < 0 || window > LARGEST_WINDOW_MILLIS) {
      return Optional.of(Refusal.invalid("recvWindow"));
    }
    if (timestamp.getAsLong() >= serverMillis + AHEAD_MILLIS) {
      return Optional.of(Refusal.CLOCK_AHEAD);
    }
    if (serverMillis - timestamp.getAsLong() > window) {
      return Optional.of(Refusal.CLOCK_BEHIND);
    }
    Optional<String> signature = parameters.text("signature");
    if (signature.isEmpty()) {
      return Optional.of(Refusal.parameter("signature"));
    }
    boolean right = same(signature.get().toLowerCase(Locale.ROOT), sign(parameters.signed()));
    return right ? Optional.empty() : Optional.of(Refusal.BAD_SIGNATURE);
  }

  private static boolean same(String sent, String expected) {
    return MessageDigest.isEqual(
        sent.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
  }
}
