package quantum.apply.venue.binance;

import static quantum.apply.venue.binance.Answers.decimal;
import static quantum.apply.venue.binance.Answers.flag;
import static quantum.apply.venue.binance.Answers.integer;
import static quantum.apply.venue.binance.Answers.list;
import static quantum.apply.venue.binance.Answers.optionalDecimal;
import static quantum.apply.venue.binance.Answers.orderId;
import static quantum.apply.venue.binance.Answers.shown;
import static quantum.apply.venue.binance.Answers.text;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import quantum.apply.venue.AccountEvent;
import quantum.apply.venue.AccountEvent.AssetChange;
import quantum.apply.venue.AccountEvent.Forced;
import quantum.apply.venue.AccountEvent.Holding;
import quantum.apply.venue.AccountEvent.Order;
import quantum.apply.venue.AccountEvent.PositionsChanged;
import quantum.apply.venue.AccountEvent.StopChanged;
import quantum.apply.venue.OrderStatus;
import quantum.apply.venue.TradeId;
import quantum.apply.venue.VenueTrade;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads one message of the private stream. What cannot be read of it is named and left out; the
 * rest is told. Nothing is thrown, whatever the message is.
 */
final class UserEvents {
  private static final String ORDER = "ORDER_TRADE_UPDATE";
  private static final String STOP = "ALGO_UPDATE";
  private static final String ACCOUNT = "ACCOUNT_UPDATE";
  private static final String CONFIG = "ACCOUNT_CONFIG_UPDATE";
  private static final String MARGIN_CALL = "MARGIN_CALL";

  /** What a message came to. */
  sealed interface Word {

    record Told(AccountEvent event, List<Odd> odd) implements Word {}

    /** Nothing more will be told under this key, although the connection stays open. */
    record KeyExpired() implements Word {}

    /** Of no concern, or unreadable: {@code odd} says which. */
    record Nothing(List<Odd> odd) implements Word {}
  }

  /**
   * Something that could not be used.
   *
   * @param subject event and field: what is alike has the same one
   * @param gap whether it may have told what nobody knows now
   */
  record Odd(String subject, String why, boolean gap) {}

  private final List<Odd> odd = new ArrayList<>();

  private UserEvents() {}

  static Word read(String message) {
    return new UserEvents().word(message);
  }

  private Word word(String message) {
    String type = "message";
    try {
      JsonNode tree = Answers.parse(message);
      JsonNode event = tree.has("data") ? tree.path("data") : tree; // of a combined stream
      if (!event.has("e")) {
        return new Word.Nothing(List.of(new Odd(type, "no event: " + shown(message), false)));
      }
      type = shown(text(event, "e"));
      return switch (type) {
        case ORDER -> told(order(event.path("o")));
        case STOP -> told(stop(event, event.path("o")));
        case ACCOUNT -> told(Optional.of(account(event, event.path("a"))));
        case CONFIG -> told(config(event));
        case MARGIN_CALL ->
            told(Optional.of(new AccountEvent.MarginCall(holdings(list(event, "p")), time(event))));
        case "listenKeyExpired" -> new Word.KeyExpired();
        // less than ORDER_TRADE_UPDATE says, or of the venue's own robots
        case "TRADE_LITE", "STRATEGY_UPDATE", "GRID_UPDATE", "CONDITIONAL_ORDER_TRIGGER_REJECT" ->
            new Word.Nothing(List.of());
        default -> new Word.Nothing(List.of(new Odd("event " + type, "unknown event", false)));
      };
    } catch (Answers.Unreadable | IllegalArgumentException | JacksonException e) {
      odd.add(new Odd(type, shown(String.valueOf(e.getMessage())), true));
      return new Word.Nothing(List.copyOf(odd));
    }
  }

  private Word told(Optional<AccountEvent> event) {
    return event
        .<Word>map(one -> new Word.Told(one, List.copyOf(odd)))
        .orElseGet(() -> new Word.Nothing(List.copyOf(odd)));
  }

  // ---- orders

  private Optional<AccountEvent> order(JsonNode o) {
    Optional<Symbol> symbol = symbol(ORDER, o);
    if (symbol.isEmpty()) {
      return Optional.empty();
    }
    Order order =
        new Order(
            symbol.get(),
            orderId(o, "i"),
            o.path("c").asString(""),
            OrderSide.valueOf(text(o, "S")),
            hedgeSide(o),
            status(text(o, "X")),
            new Quantity(decimal(o, "q")),
            new Quantity(decimal(o, "z")),
            optionalDecimal(o, "ap").filter(price -> price.signum() > 0).map(Price::new),
            o.hasNonNull("R") && flag(o, "R"),
            integer(o, "T"));
    Optional<VenueTrade> trade = trade(o, order);
    // by its name first: execution type and status of such an order follow no rule
    return Optional.of(
        BinanceTerms.cause(order.clientId())
            .<AccountEvent>map(cause -> new Forced(cause, order, trade))
            .or(() -> trade.map(one -> new AccountEvent.OrderFilled(order, one)))
            .orElseGet(() -> new AccountEvent.OrderChanged(order)));
  }

  /** Only a fee that cannot be read holds no trade back; it is asked for later. */
  private Optional<VenueTrade> trade(JsonNode o, Order order) {
    try {
      boolean must = o.path("x").asString("").equals("TRADE");
      BigDecimal quantity =
          must ? decimal(o, "l") : optionalDecimal(o, "l").orElse(BigDecimal.ZERO);
      long id = quantity.signum() > 0 ? integer(o, "t") : 0;
      if (must && (quantity.signum() == 0 || id <= 0)) {
        throw new Answers.Unreadable("a trade without quantity or id");
      }
      if (quantity.signum() == 0 || id <= 0) {
        return Optional.empty();
      }
      Optional<BigDecimal> fee = fee(o);
      String asset = o.path("N").asString("");
      return Optional.of(
          new VenueTrade(
              order.symbol(),
              new TradeId(Long.toString(id)),
              new TradeNumber(id),
              order.orderId(),
              order.side(),
              order.hedgeSide(),
              new Price(decimal(o, "L")),
              new Quantity(quantity),
              decimal(o, "rp"),
              fee.orElse(BigDecimal.ZERO),
              fee.isEmpty() || asset.isEmpty() ? VenueTrade.UNREADABLE : asset,
              order.timeMillis()));
    } catch (Answers.Unreadable | IllegalArgumentException | JacksonException e) {
      odd.add(new Odd(ORDER + " trade", shown(String.valueOf(e.getMessage())), true));
      return Optional.empty();
    }
  }

  private static Optional<BigDecimal> fee(JsonNode o) {
    try {
      return optionalDecimal(o, "n");
    } catch (Answers.Unreadable | JacksonException _) {
      return Optional.empty();
    }
  }

  private OrderStatus status(String word) {
    return switch (word) {
      // an insurance fund's or a deleveraged trader's side of a liquidation begins like any other
      case "NEW", "NEW_INSURANCE", "NEW_ADL" -> OrderStatus.NEW;
      case "PARTIALLY_FILLED" -> OrderStatus.PARTIALLY_FILLED;
      case "FILLED" -> OrderStatus.FILLED;
      case "CANCELED" -> OrderStatus.CANCELED;
      case "REJECTED" -> OrderStatus.REJECTED;
      case "EXPIRED", "EXPIRED_IN_MATCH" -> OrderStatus.EXPIRED;
      default -> {
        unknown(ORDER + " X", word);
        yield OrderStatus.UNRECOGNISED;
      }
    };
  }

  // ---- conditional orders

  private Optional<AccountEvent> stop(JsonNode event, JsonNode o) {
    Optional<Symbol> symbol = symbol(STOP, o);
    if (symbol.isEmpty()) {
      return Optional.empty();
    }
    String child = o.path("ai").asString("");
    String why = o.path("rm").asString("");
    return Optional.of(
        new StopChanged(
            symbol.get(),
            o.path("caid").asString(""),
            orderId(o, "aid"),
            stopStatus(text(o, "X")),
            optionalDecimal(o, "tp").filter(price -> price.signum() > 0).map(Price::new),
            // "" until there is one; an unreadable id says that there is one, so it is no detail
            child.isEmpty() ? Optional.empty() : Optional.of(orderId(o, "ai")),
            optionalDecimal(o, "aq").map(Quantity::new),
            why.isEmpty() ? Optional.empty() : Optional.of(shown(why)),
            time(event)));
  }

  private StopChanged.Status stopStatus(String word) {
    return switch (word) {
      case "NEW" -> StopChanged.Status.NEW;
      case "TRIGGERING" -> StopChanged.Status.TRIGGERING;
      case "TRIGGERED" -> StopChanged.Status.TRIGGERED;
      case "FINISHED" -> StopChanged.Status.FINISHED;
      case "CANCELED" -> StopChanged.Status.CANCELED;
      case "EXPIRED" -> StopChanged.Status.EXPIRED;
      case "REJECTED" -> StopChanged.Status.REJECTED;
      default -> {
        unknown(STOP + " X", word);
        yield StopChanged.Status.UNRECOGNISED;
      }
    };
  }

  // ---- the account

  private AccountEvent account(JsonNode event, JsonNode a) {
    String word = text(a, "m");
    List<AssetChange> assets = new ArrayList<>();
    for (JsonNode row : a.path("B")) {
      readable(
          ACCOUNT + " B",
          () ->
              assets.add(new AssetChange(text(row, "a"), decimal(row, "bc"), decimal(row, "wb"))));
    }
    Optional<Symbol> fundingOf = a.hasNonNull("S") ? symbol(ACCOUNT, a, "S") : Optional.empty();
    return new PositionsChanged(
        reason(word), shown(word), holdings(a.path("P")), assets, fundingOf, time(event));
  }

  private PositionsChanged.Reason reason(String word) {
    return switch (word) {
      case "ORDER" -> PositionsChanged.Reason.ORDER;
      case "FUNDING_FEE" -> PositionsChanged.Reason.FUNDING;
      case "DEPOSIT",
          "WITHDRAW",
          "WITHDRAW_REJECT",
          "ADMIN_DEPOSIT",
          "ADMIN_WITHDRAW",
          "ASSET_TRANSFER",
          "COIN_SWAP_DEPOSIT",
          "COIN_SWAP_WITHDRAW" ->
          PositionsChanged.Reason.TRANSFER;
      case "MARGIN_TRANSFER", "MARGIN_TYPE_CHANGE" -> PositionsChanged.Reason.MARGIN;
      case "ADJUSTMENT",
          "INSURANCE_CLEAR",
          "OPTIONS_PREMIUM_FEE",
          "OPTIONS_SETTLE_PROFIT",
          "AUTO_EXCHANGE" ->
          PositionsChanged.Reason.OTHER;
      default -> {
        unknown(ACCOUNT + " m", word);
        yield PositionsChanged.Reason.OTHER;
      }
    };
  }

  private List<Holding> holdings(JsonNode rows) {
    List<Holding> holdings = new ArrayList<>();
    for (JsonNode row : rows) {
      readable(
          "position row",
          () ->
              symbol("position row", row)
                  .map(symbol -> new Holding(symbol, hedgeSide(row), decimal(row, "pa")))
                  .ifPresent(holdings::add));
    }
    return holdings;
  }

  private Optional<AccountEvent> config(JsonNode event) {
    if (event.has("ac")) {
      JsonNode ac = event.path("ac");
      long leverage = integer(ac, "l");
      if (leverage < 1 || leverage > 1000) {
        throw new Answers.Unreadable("leverage " + leverage);
      }
      return symbol(CONFIG, ac)
          .map(one -> new AccountEvent.LeverageChanged(one, (int) leverage, time(event)));
    }
    if (event.has("ai")) {
      return Optional.of(new AccountEvent.ConfigChanged(flag(event.path("ai"), "j"), time(event)));
    }
    odd.add(new Odd(CONFIG, "neither leverage nor assets: " + shown(event.toString()), false));
    return Optional.empty();
  }

  // ---- fields

  private Optional<Symbol> symbol(String where, JsonNode row) {
    return symbol(where, row, "s");
  }

  /** A name that is no symbol of ours is of a contract that we cannot hold. */
  private Optional<Symbol> symbol(String where, JsonNode row, String field) {
    String name = text(row, field);
    try {
      return Optional.of(Symbol.of(name));
    } catch (IllegalArgumentException e) {
      odd.add(new Odd(where + ' ' + field, shown(e.getMessage()), false));
      return Optional.empty();
    }
  }

  private Optional<Side> hedgeSide(JsonNode row) {
    String word = row.path("ps").asString("BOTH");
    return switch (word) {
      case "LONG" -> Optional.of(Side.LONG);
      case "SHORT" -> Optional.of(Side.SHORT);
      case "BOTH", "" -> Optional.empty();
      default -> {
        unknown("ps", word);
        yield Optional.empty();
      }
    };
  }

  /** When it happened; when it was told, if only that is said. */
  private static long time(JsonNode event) {
    return integer(event, event.hasNonNull("T") ? "T" : "E");
  }

  private void readable(String subject, Runnable reader) {
    try {
      reader.run();
    } catch (Answers.Unreadable | IllegalArgumentException | JacksonException e) {
      odd.add(new Odd(subject, shown(String.valueOf(e.getMessage())), true));
    }
  }

  private void unknown(String subject, String word) {
    odd.add(new Odd(subject, "unknown word " + shown(word), false));
  }
}
