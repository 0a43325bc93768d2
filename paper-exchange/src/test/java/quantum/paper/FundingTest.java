package quantum.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.paper.PaperClient.code;
import static quantum.paper.PaperClient.json;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What is paid beside trades, and the account's list of it. */
class FundingTest {
  /** The first funding behind the recording, which begins at 15:33 UTC. */
  private static final long DUE = 1_746_374_400_000L;

  @TempDir Path folder;
  private PaperRig rig;
  private PaperClient client;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    start("PAPER_FUNDING_RATE", "0.0001");
    client.control("POST", "/paper/advance?ticks=1");
  }

  private void start(String... more) throws IOException {
    List<String> settings = new ArrayList<>(List.of(more));
    settings.addAll(List.of("PAPER_STATE_DIR", folder.resolve("state").toString()));
    rig = PaperRig.start(folder, settings.toArray(String[]::new));
    client = rig.client;
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private BigDecimal balance() throws IOException, InterruptedException {
    return new BigDecimal(client.get("/paper/account").path("balance").asString());
  }

  private void price(String price, long time) throws IOException, InterruptedException {
    client.control("POST", "/paper/price?symbol=BTCUSDT&price=%s&time=%d".formatted(price, time));
  }

  private List<String> incomes(String more) throws IOException, InterruptedException {
    List<String> rows = new ArrayList<>();
    client
        .signedGet("/fapi/v1/income", more)
        .forEach(
            row ->
                rows.add(row.path("incomeType").asString() + " " + row.path("income").asString()));
    return rows;
  }

  @Test
  void funding_isPaidOnceWhenItsHourHasCome_atTheMarkBeforeIt()
      throws IOException, InterruptedException {
    client.market("BTCUSDT", "BUY", "0.1", false, "c");
    String key = json(client.send("POST", "/fapi/v1/listenKey", "")).path("listenKey").asString();
    var socket = client.socket("/private/ws/" + key);
    price("100000", DUE - 1);
    BigDecimal before = balance();

    price("120000", DUE);

    assertThat(balance()).isEqualByComparingTo(before.subtract(BigDecimal.ONE)); // 0.1 · 100000
    JsonNode told = socket.next(event -> event.path("e").asString().equals("ACCOUNT_UPDATE"));
    assertThat(told.path("a").path("m").asString()).isEqualTo("FUNDING_FEE");
    assertThat(told.path("a").path("S").asString()).isEqualTo("BTCUSDT");
    assertThat(told.path("a").path("P").isEmpty()).isTrue();
    assertThat(told.path("a").path("B").get(0).path("bc").asString()).isEqualTo("-1.00000000");
    price("120000", DUE + 1);
    assertThat(incomes("incomeType=FUNDING_FEE")).containsExactly("FUNDING_FEE -1.00000000");
    JsonNode row = client.signedGet("/fapi/v1/income", "incomeType=FUNDING_FEE").get(0);
    assertThat(row.path("time").asLong()).isEqualTo(DUE);
    assertThat(row.path("tranId").asLong()).isPositive();
    assertThat(row.path("tradeId").asString()).isEmpty();
  }

  @Test
  void short_isPaid_andAtARateOfNothingNobodyIs() throws IOException, InterruptedException {
    client.market("BTCUSDT", "SELL", "0.1", false, "c");
    price("100000", DUE - 1);
    BigDecimal before = balance();
    price("100000", DUE + 8 * 3_600_000L);
    assertThat(balance()).as("two fundings").isEqualByComparingTo(before.add(new BigDecimal("2")));
    client.control("POST", "/paper/funding?rate=0");
    price("100000", DUE + 24 * 3_600_000L);
    assertThat(balance()).isEqualByComparingTo(before.add(new BigDecimal("2")));
  }

  @Test
  void income_tellsTradesFundingAndTransfers_bothEndsIncluded_firstOnesFirst()
      throws IOException, InterruptedException {
    client.control("POST", "/paper/transfer?amount=50");
    client.market("BTCUSDT", "BUY", "0.1", false, "c");
    price("100000", DUE - 1);
    price("100000", DUE);
    client.market("BTCUSDT", "SELL", "0.1", true, "d");
    List<String> all =
        List.of(
            "TRANSFER 50.00000000",
            "COMMISSION -3.82021600",
            "FUNDING_FEE -1.00000000",
            "REALIZED_PNL 449.46000000",
            "COMMISSION -4.00000000");
    assertThat(incomes("")).isEqualTo(all);
    assertThat(incomes("limit=2")).isEqualTo(all.subList(0, 2));
    assertThat(incomes("startTime=" + DUE + "&endTime=" + DUE)).isEqualTo(all.subList(2, 5));
    assertThat(incomes("startTime=" + (DUE + 1))).isEmpty();
    assertThat(incomes("symbol=RIVERUSDT")).isEmpty();
    assertThat(incomes("symbol=BTCUSDT")).isEqualTo(all.subList(1, 5));
    BigDecimal sum =
        all.stream()
            .map(row -> new BigDecimal(row.split(" ")[1]))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(balance()).isEqualByComparingTo(sum.add(new BigDecimal("100000")));
    JsonNode trade = client.signedGet("/fapi/v1/income", "incomeType=REALIZED_PNL").get(0);
    assertThat(trade.path("tradeId").asString()).isEqualTo(trade.path("tranId").asString());
    for (String wrong : List.of("limit=1001", "startTime=2&endTime=1")) {
      assertThat(code(client.signed("GET", "/fapi/v1/income", wrong))).isNegative();
    }
  }

  private List<String> assets() throws IOException, InterruptedException {
    List<String> rows = new ArrayList<>();
    client
        .signedGet("/fapi/v1/income", "")
        .forEach(
            row ->
                rows.add(row.path("incomeType").asString() + " " + row.path("asset").asString()));
    return rows;
  }

  @Test
  void feesInBnb_areTakenInTheMarginsAsset_whereBnbHasNoPrice()
      throws IOException, InterruptedException {
    client.control("POST", "/paper/assets?margin=BNFCR&bnb=true");
    client.control("POST", "/paper/transfer?amount=0.006&asset=BNB");
    BigDecimal before = balance();
    price("100000", DUE - 1);
    client.market("BTCUSDT", "BUY", "0.1", false, "c"); // 4 USD
    client.market("BTCUSDT", "SELL", "0.1", true, "d");
    // without a price of BNB there is none to be taken
    assertThat(assets()).containsExactly("TRANSFER BNB", "COMMISSION BNFCR", "COMMISSION BNFCR");
    assertThat(balance()).isEqualByComparingTo(before.subtract(new BigDecimal("8")));
    JsonNode trade = client.signedGet("/fapi/v1/userTrades", "symbol=BTCUSDT").get(0);
    assertThat(trade.path("commissionAsset").asString()).isEqualTo("BNFCR");
  }

  @Test
  void fundingNow_isPaidOnce_inTheMarginsAsset() throws IOException, InterruptedException {
    client.control("POST", "/paper/assets?margin=BNFCR");
    client.market("BTCUSDT", "BUY", "0.1", false, "c");
    price("100000", DUE - 1);
    client.control("POST", "/paper/funding?rate=0.0002&now=true");
    assertThat(incomes("incomeType=FUNDING_FEE")).containsExactly("FUNDING_FEE -2.00000000");
    assertThat(assets()).endsWith("FUNDING_FEE BNFCR");
  }

  @Test
  void journal_paysNothingTwice() throws IOException, InterruptedException {
    client.market("BTCUSDT", "BUY", "0.1", false, "c");
    price("100000", DUE);
    client.control("POST", "/paper/transfer?amount=-7");
    BigDecimal before = balance();
    List<String> rows = incomes("");
    rig.close();
    start();
    assertThat(balance()).isEqualByComparingTo(before);
    assertThat(incomes("")).isEqualTo(rows);
    price("100000", DUE + 8 * 3_600_000L);
    assertThat(balance()).isLessThan(before);
  }
}
