package quantum.replay.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.CandleFiles;
import quantum.paper.prices.CandleSeries;

/** Against a server on loopback that has what a test puts there. */
class DataGetTest {
  private static final String KLINES = "/data/futures/um/%s/klines/BTCUSDT/1h/";
  private static final Instant NOW = Instant.parse("2024-03-03T10:00:00Z");

  @TempDir private Path folder;

  private final Map<String, byte[]> files = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private HttpServer server;
  private int breakOffAfter = Integer.MAX_VALUE;

  private record Said(int code, List<String> out, String err) {}

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String range = exchange.getRequestHeaders().getFirst("Range");
    asked.add(path.substring(path.lastIndexOf('/') + 1) + (range == null ? "" : " " + range));
    byte[] file = files.get(path);
    if (file == null) {
      exchange.sendResponseHeaders(404, -1);
      exchange.close();
      return;
    }
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    byte[] body = Arrays.copyOfRange(file, from, file.length);
    exchange.sendResponseHeaders(range == null ? 200 : 206, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body, 0, Math.min(body.length, path.endsWith("zip") ? breakOffAfter : body.length));
      if (path.endsWith("zip") && breakOffAfter < body.length) {
        breakOffAfter = Integer.MAX_VALUE;
        out.flush();
        throw new IOException("broken off");
      }
    }
  }

  /** Hours of days, one bar an hour. */
  private static byte[] zip(String name, LocalDate first, LocalDate last, List<LocalDate> without)
      throws IOException {
    StringBuilder csv = new StringBuilder("open_time,open,high,low,close,volume\n");
    for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
      for (int hour = 0; hour < 24 && !without.contains(day); hour++) {
        csv.append(day.atStartOfDay(ZoneOffset.UTC).plusHours(hour).toInstant().toEpochMilli())
            .append(",100,101,99,100,1\n");
      }
    }
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name.replace(".zip", ".csv")));
      zip.write(csv.toString().getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private void put(String path, byte[] file) throws Exception {
    files.put(path, file);
    String sha = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
    files.put(
        path + ".CHECKSUM",
        (sha + "  " + path.substring(path.lastIndexOf('/') + 1) + "\n")
            .getBytes(StandardCharsets.UTF_8));
  }

  private void month(String month, LocalDate... without) throws Exception {
    YearMonth whole = YearMonth.parse(month);
    String name = "BTCUSDT-1h-" + month + ".zip";
    put(
        KLINES.formatted("monthly") + name,
        zip(name, whole.atDay(1), whole.atEndOfMonth(), List.of(without)));
  }

  private void day(String day) throws Exception {
    LocalDate its = LocalDate.parse(day);
    String name = "BTCUSDT-1h-" + day + ".zip";
    put(KLINES.formatted("daily") + name, zip(name, its, its, List.of()));
  }

  private Said get(String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    CommandLine command =
        new CommandLine(
            new DataGet(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                errors,
                Clock.fixed(NOW, ZoneOffset.UTC)));
    command.setErr(new PrintWriter(errors, true, StandardCharsets.UTF_8));
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of(
            "--interval",
            "1h",
            "--into",
            folder.toString(),
            "--url",
            "http://127.0.0.1:" + server.getAddress().getPort() + "/"));
    int code = command.execute(all.toArray(String[]::new));
    return new Said(
        code,
        out.toString(StandardCharsets.UTF_8).lines().toList(),
        err.toString(StandardCharsets.UTF_8));
  }

  private CandleSeries here() throws IOException {
    return CandleFiles.read(folder).get(Symbol.of("BTCUSDT"));
  }

  @Test
  void monthsAndTheDaysOfTheRunningOne_areFetched() throws Exception {
    month("2024-01");
    month("2024-02");
    day("2024-03-01");
    day("2024-03-02");

    Said said = get("BTCUSDT", "2024-01");

    assertThat(said.code()).isZero();
    assertThat(said.out())
        .containsExactly(
            "BTCUSDT-1h-2024-01.zip  fetched",
            "BTCUSDT-1h-2024-02.zip  fetched",
            "BTCUSDT-1h-2024-03-01.zip  fetched",
            "BTCUSDT-1h-2024-03-02.zip  fetched");
    assertThat(here().size()).isEqualTo((31 + 29 + 2) * 24);
  }

  @Test
  void whatIsHere_isNotFetchedAgain() throws Exception {
    month("2024-01");
    get("BTCUSDT", "2024-01", "2024-01");
    asked.clear();

    Said said = get("BTCUSDT", "2024-01", "2024-01");

    assertThat(said.out()).containsExactly("BTCUSDT-1h-2024-01.zip  is here");
    assertThat(asked).containsExactly("BTCUSDT-1h-2024-01.zip.CHECKSUM");
  }

  @Test
  void holeOfAMonth_isFilledByItsDay() throws Exception {
    month("2024-01", LocalDate.parse("2024-01-07"));
    day("2024-01-07");

    Said said = get("BTCUSDT", "2024-01", "2024-01");

    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("BTCUSDT-1h-2024-01-07.zip  fetched");
    assertThat(here().size()).isEqualTo(31 * 24);
  }

  @Test
  void dayThatIsNotThere_isNamed_andIsCode1() throws Exception {
    month("2024-01", LocalDate.parse("2024-01-07"));

    Said said = get("BTCUSDT", "2024-01", "2024-01");

    assertThat(said.code()).isOne();
    assertThat(said.out())
        .contains("not there: BTCUSDT 2024-01-07, a hole of its month, and its day");
  }

  @Test
  void transferThatBreaksOff_isGoneOnWith() throws Exception {
    month("2024-01");
    breakOffAfter = 300;

    Said said = get("BTCUSDT", "2024-01", "2024-01");

    assertThat(said.code()).isZero();
    assertThat(asked)
        .containsExactly(
            "BTCUSDT-1h-2024-01.zip.CHECKSUM",
            "BTCUSDT-1h-2024-01.zip",
            "BTCUSDT-1h-2024-01.zip bytes=300-");
    assertThat(here().size()).isEqualTo(31 * 24);
  }

  @Test
  void fileThatIsNotWhatItsChecksumSays_isNotKept() throws Exception {
    month("2024-01");
    files.put(KLINES.formatted("monthly") + "BTCUSDT-1h-2024-01.zip", new byte[] {1, 2, 3});

    Said said = get("BTCUSDT", "2024-01", "2024-01");

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err()).contains("BTCUSDT-1h-2024-01.zip: sha256 is ");
    try (var left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void fundingRates_areFetchedBeside() throws Exception {
    month("2024-01");
    put(
        "/data/futures/um/monthly/fundingRate/BTCUSDT/BTCUSDT-fundingRate-2024-01.zip",
        new byte[] {'P', 'K'});

    Said said = get("BTCUSDT", "2024-01", "2024-01", "--funding");

    assertThat(said.code()).isZero();
    assertThat(folder.resolve("funding/BTCUSDT-fundingRate-2024-01.zip")).exists();
  }

  @Test
  void wrongArguments_areNamed_andAreCode64() {
    assertThat(get("BTCUSDT", "January").err()).contains("FROM must be a month or a day");
    assertThat(get("BTCUSDT", "2024-05").err()).contains("FROM 2024-05-01 lies after 2024-03-02");
    assertThat(get("BTCUSDT").code()).isEqualTo(64);
  }
}
