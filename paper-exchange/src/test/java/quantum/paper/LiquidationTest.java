package quantum.paper;

import static org.assertj.core.api.Assertions.assertThat;
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

/** A position whose margin is used up is closed by the venue. */
class LiquidationTest {
  @TempDir Path folder;
  private PaperRig rig;
  private PaperClient client;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    rig = PaperRig.start(folder, "PAPER_STATE_DIR", folder.resolve("state").toString());
    client = rig.client;
    client.control("POST", "/paper/advance?ticks=1");
    price("100000");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private void price(String price) throws IOException, InterruptedException {
    client.control("POST", "/paper/price?symbol=BTCUSDT&price=" + price);
  }

  private JsonNode position() throws IOException, InterruptedException {
    return client.signedGet("/fapi/v3/positionRisk", "symbol=BTCUSDT").path(0);
  }

  @Test
  void brackets_areOneObjectOfASymbol_andAListOfAll() throws IOException, InterruptedException {
    JsonNode one = client.signedGet("/fapi/v1/leverageBracket", "symbol=BTCUSDT");
    assertThat(one.path("brackets")).hasSize(3);
    assertThat(one.path("brackets").get(1).path("cum").isNumber()).isTrue();
    assertThat(client.signedGet("/fapi/v1/leverageBracket", "")).hasSize(2);
  }

  @Test
  void configurationOfASymbol_saysItsMarginAndItsLeverage()
      throws IOException, InterruptedException {
    client.signed("POST", "/fapi/v1/leverage", "symbol=BTCUSDT&leverage=60");
    JsonNode rows = client.signedGet("/fapi/v1/symbolConfig", "symbol=BTCUSDT");
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).path("marginType").asString()).isEqualTo("CROSSED");
    assertThat(rows.get(0).path("leverage").asInt()).isEqualTo(60);
    assertThat(rows.get(0).path("maxNotionalValue").asString()).isEqualTo("10000000");
    assertThat(client.signedGet("/fapi/v1/symbolConfig", "")).hasSize(2);
  }

  @Test
  void liquidationPrice_isWhereTheMarginIsUsedUp_andTheMarkThereCloses()
      throws IOException, InterruptedException {
    client.market("BTCUSDT", "BUY", "5", false, "c");
    // (100000 − 200 − 500000) / (5 · 0.005 − 5)
    BigDecimal liquidation = new BigDecimal(position().path("liquidationPrice").asString());
    assertThat(liquidation).isBetween(new BigDecimal("80442.2"), new BigDecimal("80442.3"));
    client.signed(
        "POST",
        "/fapi/v1/algoOrder",
        "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&triggerPrice=50000&quantity=5&reduceOnly=true&clientAlgoId=q");
    String key = json(client.send("POST", "/fapi/v1/listenKey", "")).path("listenKey").asString();
    var socket = client.socket("/private/ws/" + key);

    price("80443");
    assertThat(position().path("positionAmt").asString()).isEqualTo("5");
    price("80442");

    assertThat(position().isMissingNode()).isTrue();
    List<JsonNode> told = new ArrayList<>();
    told.add(socket.next());
    told.add(socket.next());
    told.add(socket.next());
    told.add(socket.next());
    assertThat(told.get(0).path("o").path("c").asString()).startsWith("autoclose-");
    assertThat(told.get(0).path("o").path("x").asString()).isEqualTo("CALCULATED");
    assertThat(told.get(0).path("o").path("X").asString()).isEqualTo("NEW");
    assertThat(told.get(1).path("e").asString()).isEqualTo("ACCOUNT_UPDATE");
    assertThat(told.get(2).path("o").path("x").asString()).isEqualTo("CALCULATED");
    assertThat(told.get(2).path("o").path("t").asLong()).isPositive();
    assertThat(told.get(3).path("o").path("X").asString()).isEqualTo("EXPIRED");
    BigDecimal left = new BigDecimal(client.get("/paper/account").path("balance").asString());
    assertThat(left).isPositive().isLessThan(new BigDecimal("2500"));
    rig.close();
    start();
    assertThat(position().isMissingNode()).isTrue();
    assertThat(new BigDecimal(client.get("/paper/account").path("balance").asString()))
        .isEqualByComparingTo(left);
  }

  @Test
  void gapBeyondTheBalance_isPaidByTheInsurance() throws IOException, InterruptedException {
    client.market("BTCUSDT", "SELL", "5", false, "c");
    price("150000");
    assertThat(position().isMissingNode()).isTrue();
    assertThat(new BigDecimal(client.get("/paper/account").path("balance").asString())).isZero();
    assertThat(client.signedGet("/fapi/v1/income", "incomeType=INSURANCE_CLEAR")).hasSize(1);
  }
}
