package quantum.paper.exchange;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Symbol;
import quantum.paper.account.AlgoRequest;
import quantum.paper.account.AlgoType;
import quantum.paper.account.OrderRequest;
import quantum.paper.account.OrderType;
import quantum.paper.account.PaidIn;
import quantum.paper.account.PositionSide;
import quantum.paper.account.SymbolFilters;
import quantum.paper.account.SymbolFilters.Lot;
import quantum.paper.account.TimeInForce;
import quantum.paper.account.WorkingType;

/**
 * An append-only file of commands, one line each, tab-separated. A line is handed to the operating
 * system before its command is answered, so it outlives a killed process (not a power cut). A last
 * line without its end was never answered and is cut off.
 *
 * <p>The first line says which prices and terms the commands belong to; over others they would mean
 * something else, so such a journal is refused.
 */
public final class Journal implements CommandLog, AutoCloseable {
  private static final String FORMAT = "paper-journal-1\t";
  private static final String ABSENT = "-";

  private final OutputStream out;
  private final List<Command> earlier;

  private Journal(OutputStream out, List<Command> earlier) {
    this.out = out;
    this.earlier = earlier;
  }

  /**
   * Opens or begins the journal of a folder, which is made if it is missing.
   *
   * @param fingerprint of the prices and terms
   * @throws IllegalArgumentException if the journal there belongs to others or is damaged
   */
  public static Journal open(Path folder, String fingerprint) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve("paper-exchange.journal");
    String text = Files.exists(file) ? Files.readString(file) : "";
    int complete = text.lastIndexOf('\n') + 1;
    List<Command> commands = new ArrayList<>();
    if (complete > 0) {
      List<String> lines = text.substring(0, complete).lines().toList();
      if (!lines.getFirst().equals(FORMAT + fingerprint)) {
        throw new IllegalArgumentException(
            "the journal in PAPER_STATE_DIR was written for other prices, balance, fee or steps;"
                + " name another folder or remove "
                + file.getFileName());
      }
      for (int i = 1; i < lines.size(); i++) {
        commands.add(decode(lines.get(i), i + 1));
      }
      try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(text.substring(0, complete).getBytes(StandardCharsets.UTF_8).length);
      }
    } else {
      Files.writeString(file, FORMAT + fingerprint + "\n");
    }
    return new Journal(new FileOutputStream(file.toFile(), true), commands);
  }

  /** The commands that were there when the journal was opened. */
  public List<Command> earlier() {
    return earlier;
  }

  @Override
  public void append(Command command) {
    try {
      out.write((encode(command) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the journal: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  static String encode(Command command) {
    return switch (command) {
      case Command.Advance advance -> "T";
      case Command.SetRules(SymbolFilters rules) ->
          row(
              "R",
              rules.symbol(),
              rules.tickSize().toPlainString(),
              rules.minPrice().toPlainString(),
              rules.maxPrice().toPlainString(),
              lot(rules.lot()),
              lot(rules.marketLot()),
              rules.minNotional().toPlainString());
      case Command.SetPrice price ->
          row("P", price.symbol(), price.price().toPlainString(), price.timeMillis());
      case Command.Place place ->
          row(
              "O",
              place.request().symbol(),
              place.request().side(),
              place.request().type(),
              place.request().quantity().toPlainString(),
              place.request().reduceOnly(),
              place.request().limit().map(BigDecimal::toPlainString).orElse(ABSENT),
              place.request().timeInForce(),
              place.request().clientOrderId().map(id -> "=" + escape(id)).orElse(ABSENT),
              place.fillable().toPlainString(),
              "=" + escape(place.fault()),
              place.request().positionSide());
      case Command.PlaceAlgo(AlgoRequest algo) ->
          row(
              "C",
              algo.symbol(),
              algo.side(),
              algo.type(),
              algo.trigger().toPlainString(),
              size(algo.size()),
              algo.workingType(),
              algo.priceProtect(),
              algo.timeInForce(),
              algo.clientAlgoId().map(id -> "=" + escape(id)).orElse(ABSENT),
              algo.positionSide());
      case Command.CancelAlgo cancel -> row("D", cancel.algoId());
      case Command.CancelAlgos cancel -> row("E", cancel.symbol());
      case Command.HangTriggers hang -> row("H", hang.times());
      case Command.SetLeverage leverage -> row("L", leverage.symbol(), leverage.leverage());
      case Command.Adjust adjust ->
          row("A", adjust.symbol(), adjust.target().toPlainString(), adjust.side());
      case Command.SetFundingRate(BigDecimal rate) -> row("F", rate.toPlainString());
      case Command.PayFunding(BigDecimal rate) -> row("f", rate.toPlainString());
      case Command.SetPaidIn(PaidIn assets) -> row("I", assets.margin(), assets.feesInBnb());
      case Command.Transfer(String asset, BigDecimal amount) ->
          asset.equals(PaidIn.USDT)
              ? row("W", amount.toPlainString())
              : row("W", amount.toPlainString(), asset);
      case Command.SetHedge mode -> row("M", mode.dual());
      case Command.KeepListening listen -> row("K", listen.wallMillis());
      case Command.StopListening stop -> "S";
    };
  }

  static Command decode(String line, int number) {
    String[] field = line.split("\t", -1);
    try {
      return switch (field[0]) {
        case "T" -> new Command.Advance();
        case "R" ->
            new Command.SetRules(
                new SymbolFilters(
                    Symbol.of(field[1]),
                    Decimals.parse(field[2]),
                    Decimals.parse(field[3]),
                    Decimals.parse(field[4]),
                    lot(field[5]),
                    lot(field[6]),
                    Decimals.parse(field[7])));
        case "P" ->
            new Command.SetPrice(
                Symbol.of(field[1]), Decimals.parse(field[2]), Long.parseLong(field[3]));
        case "O" ->
            new Command.Place(
                new OrderRequest(
                    Symbol.of(field[1]),
                    OrderSide.valueOf(field[2]),
                    position(field, 11),
                    OrderType.valueOf(field[3]),
                    new BigDecimal(field[4]),
                    Boolean.parseBoolean(field[5]),
                    present(field[6]).map(BigDecimal::new),
                    TimeInForce.valueOf(field[7]),
                    present(field[8]).map(id -> unescape(id.substring(1)))),
                new BigDecimal(field[9]),
                unescape(field[10].substring(1)));
        case "C" ->
            new Command.PlaceAlgo(
                new AlgoRequest(
                    Symbol.of(field[1]),
                    OrderSide.valueOf(field[2]),
                    position(field, 10),
                    AlgoType.valueOf(field[3]),
                    new BigDecimal(field[4]),
                    size(field[5]),
                    WorkingType.valueOf(field[6]),
                    Boolean.parseBoolean(field[7]),
                    TimeInForce.valueOf(field[8]),
                    present(field[9]).map(id -> unescape(id.substring(1)))));
        case "D" -> new Command.CancelAlgo(Long.parseLong(field[1]));
        case "E" -> new Command.CancelAlgos(Symbol.of(field[1]));
        case "H" -> new Command.HangTriggers(Integer.parseInt(field[1]));
        case "L" -> new Command.SetLeverage(Symbol.of(field[1]), Integer.parseInt(field[2]));
        case "F" -> new Command.SetFundingRate(new BigDecimal(field[1]));
        case "f" -> new Command.PayFunding(new BigDecimal(field[1]));
        case "I" -> new Command.SetPaidIn(new PaidIn(field[1], Boolean.parseBoolean(field[2])));
        case "W" ->
            new Command.Transfer(
                field.length > 2 ? field[2] : PaidIn.USDT, new BigDecimal(field[1]));
        case "M" -> new Command.SetHedge(Boolean.parseBoolean(field[1]));
        case "A" ->
            new Command.Adjust(Symbol.of(field[1]), position(field, 3), new BigDecimal(field[2]));
        case "K" -> new Command.KeepListening(Long.parseLong(field[1]));
        case "S" -> new Command.StopListening();
        default -> throw new IllegalArgumentException("unknown command");
      };
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "journal line " + number + " is damaged: '" + line + "': " + e.getMessage(), e);
    }
  }

  private static String lot(Lot lot) {
    return lot.min().toPlainString()
        + ' '
        + lot.max().toPlainString()
        + ' '
        + lot.step().toPlainString();
  }

  private static Lot lot(String field) {
    String[] part = field.split(" ", -1);
    return new Lot(Decimals.parse(part[0]), Decimals.parse(part[1]), Decimals.parse(part[2]));
  }

  private static String size(AlgoRequest.Size size) {
    return switch (size) {
      case AlgoRequest.Size.Position position -> "all";
      case AlgoRequest.Size.Quantity(BigDecimal base, boolean reduceOnly) ->
          base.toPlainString() + (reduceOnly ? " reduce" : " any");
    };
  }

  private static AlgoRequest.Size size(String field) {
    if (field.equals("all")) {
      return new AlgoRequest.Size.Position();
    }
    String[] part = field.split(" ", -1);
    return new AlgoRequest.Size.Quantity(new BigDecimal(part[0]), part[1].equals("reduce"));
  }

  /** The last field of a line, written in hedge mode only. */
  private static PositionSide position(String[] field, int index) {
    return field.length > index ? PositionSide.valueOf(field[index]) : PositionSide.BOTH;
  }

  private static String row(Object... fields) {
    StringBuilder row = new StringBuilder();
    for (Object field : fields) {
      if (field == PositionSide.BOTH) {
        continue; // lines of one-way mode are as they were before there was another
      }
      row.append(row.isEmpty() ? "" : "\t").append(field);
    }
    return row.toString();
  }

  private static Optional<String> present(String field) {
    return field.equals(ABSENT) ? Optional.empty() : Optional.of(field);
  }

  /** A refused client id may hold anything, also tabs and line ends. */
  private static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String unescape(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
