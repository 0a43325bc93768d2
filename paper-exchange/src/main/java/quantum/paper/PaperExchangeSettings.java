package quantum.paper;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Symbol;
import quantum.paper.account.AccountTerms;
import quantum.paper.rest.RateLimits;
import quantum.runtime.Secret;
import quantum.runtime.Settings;

/**
 * What the paper exchange is started with.
 *
 * @param port on 127.0.0.1, 0 takes a free one
 * @param steps lot steps that replace the venue's, for tests
 * @param fundingRate fraction of the notional value that LONG pays to SHORT every 8 h
 * @param stateFolder of the journal; without it the exchange forgets everything when it stops
 */
public record PaperExchangeSettings(
    int port,
    PriceSource prices,
    String apiKey,
    Secret apiSecret,
    AccountTerms terms,
    BigDecimal fundingRate,
    Map<Symbol, BigDecimal> steps,
    Optional<Path> stateFolder,
    RateLimits limits) {
  private static final String KEY = "PAPER_API_KEY";
  private static final String SECRET = "PAPER_API_SECRET";

  public PaperExchangeSettings {
    steps = Map.copyOf(steps);
  }

  /** Reads the settings; every violation is noted in {@code settings}. */
  public static PaperExchangeSettings read(Settings settings) {
    String key = settings.secret(KEY).map(Secret::reveal).orElse("");
    if (!key.matches("[A-Za-z0-9_-]+")) {
      settings.refuse(
          KEY,
          key.isEmpty() ? "" : "****",
          "any letters, digits, '_' and '-'; clients must send the same");
    }
    Optional<Secret> secret = settings.secret(SECRET);
    if (secret.isEmpty()) {
      settings.refuse(SECRET, "", "any text; clients must sign with the same");
    }
    return new PaperExchangeSettings(
        settings.integer("PAPER_PORT", 0, 0, 65_535),
        PriceSource.read(settings),
        key,
        secret.orElse(new Secret("")),
        new AccountTerms(
            settings.decimal("PAPER_BALANCE", "100000", "1", "1000000000"),
            settings.decimal("PAPER_TAKER_FEE", "0.0004", "0", "0.01"),
            AccountTerms.DEFAULTS.leverage()),
        settings.decimal("PAPER_FUNDING_RATE", "0", "-0.1", "0.1"),
        settings.parsed(
            "PAPER_STEP_SIZE",
            "",
            PaperExchangeSettings::steps,
            "symbol:step pairs separated by commas, e.g. RIVERUSDT:0.01"),
        settings.text("PAPER_STATE_DIR").map(Path::of),
        settings.parsed(
            "PAPER_RATE_LIMITS",
            "%d,%d,%d"
                .formatted(
                    RateLimits.GENEROUS.weightPerMinute(),
                    RateLimits.GENEROUS.ordersPer10Seconds(),
                    RateLimits.GENEROUS.ordersPerMinute()),
            PaperExchangeSettings::limits,
            "weight per minute, orders per 10 s, orders per minute; the venue's are"
                + " 2400,300,1200"));
  }

  private static Map<Symbol, BigDecimal> steps(String text) {
    Map<Symbol, BigDecimal> steps = new LinkedHashMap<>();
    for (String pair : text.split(",")) {
      if (pair.isBlank()) {
        continue;
      }
      String[] parts = pair.split(":", -1);
      if (parts.length != 2) {
        throw new IllegalArgumentException("no ':' in " + pair);
      }
      BigDecimal step = Decimals.parse(parts[1]);
      if (step.signum() <= 0) {
        throw new IllegalArgumentException("step must be > 0");
      }
      steps.put(Symbol.of(parts[0].strip()), step);
    }
    return steps;
  }

  private static RateLimits limits(String text) {
    String[] parts = text.split(",", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("three numbers expected");
    }
    return new RateLimits(
        Integer.parseInt(parts[0].strip()),
        Integer.parseInt(parts[1].strip()),
        Integer.parseInt(parts[2].strip()));
  }
}
