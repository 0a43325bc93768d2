package quantum.paper.rules;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Symbol;
import quantum.paper.account.SymbolFilters;
import quantum.paper.account.SymbolFilters.Lot;
import quantum.paper.prices.CandleSeries;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code exchangeInfo} of this exchange: the venue's own entries for the symbols traded here,
 * with overridden steps and entries made up for recorded symbols that the bundled list lacks.
 */
public final class ExchangeInfo {
  private static final String RESOURCE = "/exchange-info.json";
  private static final List<String> NEEDED =
      List.of("PRICE_FILTER", "LOT_SIZE", "MARKET_LOT_SIZE", "MIN_NOTIONAL");

  private final ObjectNode document;
  private final SortedMap<Symbol, SymbolFilters> filters;
  private final List<Symbol> derived;

  private ExchangeInfo(
      ObjectNode document, SortedMap<Symbol, SymbolFilters> filters, List<Symbol> derived) {
    this.document = document;
    this.filters = filters;
    this.derived = List.copyOf(derived);
  }

  /**
   * The rules for the symbols that have prices.
   *
   * @param steps lot steps that replace the venue's, with the same smallest quantity
   */
  public static ExchangeInfo of(Collection<CandleSeries> prices, Map<Symbol, BigDecimal> steps) {
    ObjectNode document = (ObjectNode) bundled();
    Map<Symbol, ObjectNode> listed = new LinkedHashMap<>();
    for (JsonNode entry : document.withArray("symbols")) {
      listed.put(Symbol.of(entry.path("symbol").asString()), (ObjectNode) entry);
    }
    SortedMap<Symbol, SymbolFilters> filters = new TreeMap<>();
    SortedMap<Symbol, ObjectNode> entries = new TreeMap<>();
    List<Symbol> derived = new ArrayList<>();
    for (CandleSeries series : prices) {
      Symbol symbol = series.symbol();
      ObjectNode entry = listed.get(symbol);
      SymbolFilters rules;
      if (entry == null) {
        derived.add(symbol);
        rules = SymbolFilters.derived(series);
        entry = listed.values().iterator().next().deepCopy();
        rename(entry, symbol);
        write(entry, rules);
      } else {
        rules = filtersOf(entry);
      }
      if (steps.containsKey(symbol)) {
        rules = rules.withStep(steps.get(symbol));
        write(entry, rules);
      }
      filters.put(symbol, rules);
      entries.put(symbol, entry);
    }
    return new ExchangeInfo(only(document, entries), filters, derived);
  }

  /**
   * The rules that a venue tells now.
   *
   * @param told its answer to {@code GET /fapi/v1/exchangeInfo}
   * @param steps lot steps that replace the venue's, with the same smallest quantity
   * @throws IllegalArgumentException naming a symbol that it does not list, or what is wrong
   */
  public static ExchangeInfo told(
      JsonNode told, Set<Symbol> wanted, Map<Symbol, BigDecimal> steps) {
    SortedMap<Symbol, SymbolFilters> filters = new TreeMap<>();
    SortedMap<Symbol, ObjectNode> entries = new TreeMap<>();
    for (JsonNode each : told.path("symbols")) {
      // others may have names that no symbol of ours could have
      if (wanted.stream().anyMatch(symbol -> each.path("symbol").asString("").equals(symbol.name()))
          && each instanceof ObjectNode entry) {
        SymbolFilters rules = filtersOf(entry);
        if (steps.containsKey(rules.symbol())) {
          rules = rules.withStep(steps.get(rules.symbol()));
          write(entry, rules);
        }
        filters.put(rules.symbol(), rules);
        entries.put(rules.symbol(), entry);
      }
    }
    Set<Symbol> missing = new TreeSet<>(wanted);
    missing.removeAll(filters.keySet());
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException("the upstream does not list " + missing);
    }
    return new ExchangeInfo(only((ObjectNode) told, entries), filters, List.of());
  }

  private static ObjectNode only(ObjectNode document, SortedMap<Symbol, ObjectNode> entries) {
    ArrayNode symbols = document.putArray("symbols");
    entries.values().forEach(symbols::add);
    return document;
  }

  /** The filters of one symbol of a venue's exchangeInfo document. */
  public static SymbolFilters filtersOf(JsonNode entry) {
    Map<String, JsonNode> byType = new LinkedHashMap<>();
    for (JsonNode filter : entry.path("filters")) {
      byType.put(filter.path("filterType").asString(), filter);
    }
    Symbol symbol = Symbol.of(entry.path("symbol").asString());
    for (String needed : NEEDED) {
      if (!byType.containsKey(needed)) {
        throw new IllegalArgumentException(symbol + " has no filter " + needed);
      }
    }
    JsonNode price = byType.get("PRICE_FILTER");
    return new SymbolFilters(
        symbol,
        decimal(price, "tickSize"),
        decimal(price, "minPrice"),
        decimal(price, "maxPrice"),
        lot(byType.get("LOT_SIZE")),
        lot(byType.get("MARKET_LOT_SIZE")),
        decimal(byType.get("MIN_NOTIONAL"), "notional"));
  }

  /** Filters by symbol, for the account. */
  public SortedMap<Symbol, SymbolFilters> filters() {
    return filters;
  }

  /** Symbols whose filters are made up from their prices. */
  public List<Symbol> derived() {
    return derived;
  }

  /** The answer to {@code GET /fapi/v1/exchangeInfo}, with the time and limits of now. */
  public ObjectNode document(long serverTimeMillis, ArrayNode rateLimits) {
    ObjectNode answer = document.deepCopy();
    answer.put("serverTime", serverTimeMillis);
    answer.set("rateLimits", rateLimits);
    return answer;
  }

  private static JsonNode bundled() {
    try (InputStream in = ExchangeInfo.class.getResourceAsStream(RESOURCE)) {
      return JsonMapper.shared().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the bundled " + RESOURCE, e);
    }
  }

  private static Lot lot(JsonNode filter) {
    return new Lot(
        decimal(filter, "minQty"), decimal(filter, "maxQty"), decimal(filter, "stepSize"));
  }

  private static BigDecimal decimal(JsonNode filter, String field) {
    return Decimals.parse(filter.path(field).asString());
  }

  private static void rename(ObjectNode entry, Symbol symbol) {
    String name = symbol.name();
    String base =
        name.endsWith("USDT") && name.length() > 4 ? name.substring(0, name.length() - 4) : name;
    entry.put("symbol", name).put("pair", name).put("baseAsset", base);
  }

  private static void write(ObjectNode entry, SymbolFilters rules) {
    for (JsonNode node : entry.withArray("filters")) {
      ObjectNode filter = (ObjectNode) node;
      switch (filter.path("filterType").asString()) {
        case "PRICE_FILTER" ->
            filter
                .put("tickSize", rules.tickSize().toPlainString())
                .put("minPrice", rules.minPrice().toPlainString())
                .put("maxPrice", rules.maxPrice().toPlainString());
        case "LOT_SIZE" -> write(filter, rules.lot());
        case "MARKET_LOT_SIZE" -> write(filter, rules.marketLot());
        case "MIN_NOTIONAL" -> filter.put("notional", rules.minNotional().toPlainString());
        default -> {} // the other filters say nothing about this symbol's size
      }
    }
  }

  private static void write(ObjectNode filter, Lot lot) {
    filter
        .put("minQty", lot.min().toPlainString())
        .put("maxQty", lot.max().toPlainString())
        .put("stepSize", lot.step().toPlainString());
  }
}
