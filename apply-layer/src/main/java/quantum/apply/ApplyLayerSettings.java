package quantum.apply;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import quantum.apply.decide.Adoption;
import quantum.apply.decide.EntryRules;
import quantum.apply.decide.Limits;
import quantum.apply.venue.binance.Credentials;
import quantum.apply.venue.binance.Endpoints;
import quantum.apply.venue.binance.Timeouts;
import quantum.contracts.Names;
import quantum.kernel.value.Symbol;
import quantum.runtime.RedisSettings;
import quantum.runtime.Secret;
import quantum.runtime.Settings;
import quantum.runtime.settings.SharedSettings;

/**
 * Settings of apply-layer; deploy/env/apply-layer.env documents each.
 *
 * @param venue which account orders go to, as the operator wrote it
 * @param rules what entries may do
 * @param limits what stops the account
 * @param maxConcurrent lanes that work at once
 * @param reconcileSeconds between two comparisons with the exchange
 * @param adoption what is done with positions that a hand has made
 * @param priceSilenceSeconds wall clock without a price of an open position's symbol until the
 *     alarm; 0 = off
 */
public record ApplyLayerSettings(
    Names names,
    String venue,
    Endpoints endpoints,
    Credentials credentials,
    Timeouts timeouts,
    EntryRules rules,
    Limits.Rules limits,
    int maxConcurrent,
    int reconcileSeconds,
    int priceSilenceSeconds,
    Stops stops,
    Adoption adoption,
    String killKey,
    String planStream,
    String resultStream,
    String priceStream,
    String groupStart,
    long streamMaxLen) {
  private static final String ANY = "*";
  private static final Credentials NONE = new Credentials("none", "none");

  /**
   * Protective stops.
   *
   * @param atExchange whether they rest at the exchange
   * @param closesUnprotected whether a position whose stop does not come to rest is closed
   * @param failureSeconds after so long
   */
  public record Stops(boolean atExchange, boolean closesUnprotected, int failureSeconds) {}

  private enum StopFailure {
    CLOSE,
    ALERT
  }

  /** What a limit that is reached does. */
  private enum LimitAction {
    HALT,
    FLATTEN
  }

  /** Where orders go. */
  private enum VenueKind {
    PAPER,
    BINANCE_TESTNET,
    BINANCE
  }

  private record Allowlist(boolean any, Set<Symbol> symbols) {
    static Allowlist parse(String text) {
      if (text.equals(ANY)) {
        return new Allowlist(true, Set.of());
      }
      Set<Symbol> symbols = new LinkedHashSet<>();
      for (String part : text.split(",")) {
        if (!part.isBlank()) {
          symbols.add(Symbol.of(part.strip()));
        }
      }
      return new Allowlist(false, symbols);
    }
  }

  /** Where the exchange answers, for the operator to read. */
  String address() {
    return endpoints.restBase().toString();
  }

  public static ApplyLayerSettings read(Settings settings) {
    Names names = new Names(RedisSettings.read(settings).namespace());
    VenueKind kind = settings.choice("VENUE", VenueKind.class, VenueKind.PAPER);
    String mainnet = settings.text("ALLOW_MAINNET", "");
    if (kind == VenueKind.BINANCE && !mainnet.equals("yes")) {
      settings.refuse("ALLOW_MAINNET", mainnet, "yes, because VENUE=binance trades real money");
    }
    return new ApplyLayerSettings(
        names,
        kind.name().toLowerCase(Locale.ROOT).replace('_', '-'),
        endpoints(settings, kind),
        credentials(settings),
        timeouts(settings),
        rules(settings, kind),
        limits(settings, kind),
        settings.integer("APPLY_MAX_CONCURRENT", 4, 1, 64),
        settings.integer("APPLY_RECONCILE_SEC", 60, 1, 3600),
        settings.integer("APPLY_PRICE_SILENCE_SEC", 120, 0, 86_400),
        new Stops(
            settings.flag("APPLY_EXCHANGE_STOPS", true),
            settings.choice("STOP_FAILURE", StopFailure.class, StopFailure.CLOSE)
                == StopFailure.CLOSE,
            settings.integer("STOP_FAILURE_SEC", 30, 1, 3600)),
        new Adoption(
            settings.choice("ADOPT_POSITIONS", Adoption.Mode.class, Adoption.Mode.WATCH),
            settings.parsed(
                "ADOPT_SYMBOLS",
                "",
                Adoption::parse,
                "SYMBOL:off, SYMBOL:watch or SYMBOL:manage, separated by commas")),
        SharedSettings.inside(settings, names, "HARVEST_KILL_SWITCH_KEY", names.kill()),
        SharedSettings.inside(settings, names, "STREAM_APPLY_PLAN", names.applyPlan()),
        SharedSettings.inside(settings, names, "STREAM_APPLY_RESULT", names.applyResult()),
        SharedSettings.inside(settings, names, "STREAM_PRICE_UPDATE", names.priceUpdate()),
        SharedSettings.groupStart(settings, "APPLY_GROUP_START"),
        SharedSettings.streamMaxLen(settings));
  }

  /** What may be opened at the paper exchange: a backtest has no Redis and no keys to read of. */
  public static EntryRules paperRules(Settings settings) {
    return rules(settings, VenueKind.PAPER);
  }

  private static EntryRules rules(Settings settings, VenueKind kind) {
    Allowlist allowlist =
        settings.parsed(
            "APPLY_ALLOWLIST",
            "",
            Allowlist::parse,
            "symbols separated by commas, or * with VENUE=paper; empty opens nothing");
    if (allowlist.any() && kind != VenueKind.PAPER) {
      settings.refuse("APPLY_ALLOWLIST", ANY, "a list of symbols where VENUE is not paper");
    }
    int positions = settings.integer("APPLY_MAX_POSITIONS", 0, 0, 10_000);
    BigDecimal notional = settings.decimal("APPLY_MAX_NOTIONAL_USDT", "0", "0", "1e12");
    int leverage = settings.integer("APPLY_MAX_LEVERAGE", 0, 0, 1000);
    if (kind != VenueKind.PAPER) {
      limited(settings, "APPLY_MAX_POSITIONS", positions > 0);
      limited(settings, "APPLY_MAX_NOTIONAL_USDT", notional.signum() > 0);
      limited(settings, "APPLY_MAX_LEVERAGE", leverage > 0);
    }
    return new EntryRules(
        allowlist.any(),
        allowlist.symbols(),
        settings.flag("APPLY_HALT", false),
        SharedSettings.entryMaxAgeSeconds(settings) * 1000L,
        positions,
        notional,
        leverage,
        SharedSettings.entryMaxDeviationPct(settings));
  }

  /** With real money nobody goes without limits by leaving a line out. */
  private static Limits.Rules limits(Settings settings, VenueKind kind) {
    for (String name :
        List.of("LIMIT_DAILY_LOSS_USDT", "LIMIT_DRAWDOWN_PCT", "LIMIT_LOSSES_IN_A_ROW")) {
      if (kind == VenueKind.BINANCE && settings.text(name).isEmpty()) {
        settings.refuse(name, "", "a limit, or 0 for none, where VENUE=binance");
      }
    }
    return new Limits.Rules(
        settings.decimal("LIMIT_DAILY_LOSS_USDT", "0", "0", "1e12"),
        settings.decimal("LIMIT_DRAWDOWN_PCT", "0", "0", "100"),
        settings.integer("LIMIT_LOSSES_IN_A_ROW", 0, 0, 1000),
        settings.choice("LIMIT_ACTION", LimitAction.class, LimitAction.HALT)
            == LimitAction.FLATTEN);
  }

  private static void limited(Settings settings, String name, boolean isSet) {
    if (!isSet) {
      settings.refuse(name, "", "a limit above 0 where VENUE is not paper");
    }
  }

  private static Credentials credentials(Settings settings) {
    Optional<Secret> key = settings.secret("BINANCE_API_KEY");
    Optional<Secret> secret = settings.secret("BINANCE_API_SECRET");
    required(settings, "BINANCE_API_KEY", key);
    required(settings, "BINANCE_API_SECRET", secret);
    if (key.isEmpty() || secret.isEmpty()) {
      return NONE;
    }
    try {
      return new Credentials(key.get().reveal(), secret.get().reveal());
    } catch (IllegalArgumentException e) {
      settings.refuse("BINANCE_API_KEY", "****", "printable text without blanks, secret too");
      return NONE;
    }
  }

  private static void required(Settings settings, String name, Optional<Secret> found) {
    if (found.isEmpty()) {
      settings.refuse(name, "", "the key of the account (the paper exchange checks one as well)");
    }
  }

  private static Timeouts timeouts(Settings settings) {
    return new Timeouts(
        Duration.ofMillis(settings.integer("VENUE_CONNECT_TIMEOUT_MS", 2_000, 10, 60_000)),
        Duration.ofMillis(settings.integer("VENUE_READ_TIMEOUT_MS", 5_000, 10, 60_000)),
        Duration.ofMillis(settings.integer("VENUE_RECV_WINDOW_MS", 5_000, 100, 60_000)));
  }

  /** The address must fit the venue: a paper setting must never reach a real account. */
  private static Endpoints endpoints(Settings settings, VenueKind kind) {
    Endpoints dflt =
        switch (kind) {
          case PAPER -> Endpoints.at("http://127.0.0.1");
          case BINANCE_TESTNET -> Endpoints.DEMO;
          case BINANCE -> Endpoints.PRODUCTION;
        };
    String allowed = "https://host[:port] without a path (http only on 127.0.0.1)";
    boolean isSet = settings.text("VENUE_REST_URL").isPresent();
    Endpoints chosen =
        settings.parsed("VENUE_REST_URL", dflt.restBase().toString(), Endpoints::at, allowed);
    if (kind == VenueKind.PAPER) {
      if (!isSet) {
        settings.refuse(
            "VENUE_REST_URL", "", "the paper exchange's address, http://127.0.0.1:PORT");
      } else if (!isLocal(chosen.restBase())) {
        settings.refuse(
            "VENUE_REST_URL",
            chosen.restBase().toString(),
            "an address on this machine, VENUE=paper");
      }
    }
    if (kind == VenueKind.BINANCE_TESTNET && isProduction(chosen.restBase())) {
      settings.refuse(
          "VENUE_REST_URL",
          chosen.restBase().toString(),
          "no production address, VENUE=binance-testnet");
    }
    return withStreams(settings, kind, chosen);
  }

  /** Streams of another account's venue would be silent for ever, and look alive. */
  private static Endpoints withStreams(Settings settings, VenueKind kind, Endpoints rest) {
    Endpoints chosen =
        settings.parsed(
            "VENUE_STREAM_URL",
            "",
            text -> text.isEmpty() ? rest : rest.withStreams(text),
            "wss://host[:port] without a path (ws only on 127.0.0.1)");
    URI streams = chosen.streamBase();
    boolean fits =
        switch (kind) {
          case PAPER -> isLocal(streams) || !isLocal(rest.restBase());
          case BINANCE_TESTNET -> !isAt(Endpoints.PRODUCTION, streams);
          case BINANCE -> !isAt(Endpoints.DEMO, streams);
        };
    if (!fits) {
      settings.refuse(
          "VENUE_STREAM_URL",
          streams.toString(),
          kind == VenueKind.PAPER
              ? "an address on this machine, VENUE=paper"
              : "an address of the same venue as VENUE");
    }
    return chosen;
  }

  private static boolean isAt(Endpoints venue, URI streams) {
    return streams.getHost().equalsIgnoreCase(venue.streamBase().getHost());
  }

  private static boolean isLocal(URI uri) {
    return uri.getHost().equals("127.0.0.1") || uri.getHost().equals("localhost");
  }

  private static boolean isProduction(URI uri) {
    return uri.getHost().equalsIgnoreCase(Endpoints.PRODUCTION.restBase().getHost());
  }
}
