using Chan.Protocol.Verifiers;
using Chan.Server.Configuration;
using Chan.TestKit;

namespace Chan.Server.Tests.Configuration;

public sealed class ClassicConfigurationConverterTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_converted_file_is_a_native_configuration_with_verifiers_of_the_same_passwords()
    {
        string classic = _folder.Write("lib_chan.conf", """
            {port, 12340}.
            {service, nameServer, password, "planted-secret", mfa, mod_name_server, start_me_up, notUsed}.
            {service, 'open', password, none, mfa, 'My mod', f, [{path, "a\"b"}]}.
            """, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        ClassicConversion conversion = ClassicConfigurationConverter.ToJson(classic, new FixedRandom());

        string json = Assert.IsType<string>(conversion.Json);
        Assert.DoesNotContain("planted-secret", json, StringComparison.Ordinal);
        Assert.DoesNotContain("planted-secret", conversion.ToString(), StringComparison.Ordinal);
        Assert.All(conversion.Notes, note => Assert.Contains($"// {note}\n", json, StringComparison.Ordinal));
        Assert.Contains(conversion.Notes, note => note.Contains("'open'", StringComparison.Ordinal));

        GatewayConfiguration read = Assert.IsType<GatewayConfiguration>(ConfigurationLoader.Load(_folder.Write("chan.json", json)).Configuration);
        PortConfiguration port = Assert.Single(read.Ports);
        Assert.Equal((PortProtocol.Native, 12340), (port.Protocol, port.EndPoint.Port));
        using var password = ChanPassword.FromString("planted-secret");
        Assert.True(Assert.IsType<Credential.Verifier>(read.Services[0].Password).Record.Matches(password, new FixedRandom()));
        Assert.IsType<Credential.None>(read.Services[1].Password);
        Assert.Equal("[{path,\"a\\\"b\"}]", Assert.IsType<ServiceTarget.Mfa>(read.Services[1].Target).Arguments.ToString());
    }

    [Fact]
    public void A_faulty_file_gives_its_faults_and_no_text()
    {
        ClassicConversion conversion = ClassicConfigurationConverter.ToJson(_folder.Write("lib_chan.conf", "{port, x}."));

        Assert.Null(conversion.Json);
        Assert.Contains(conversion.Faults, fault => fault.Code == "CHAN0112");
    }

    [Fact]
    public void A_file_of_another_form_is_refused()
        => Assert.Equal("CHAN0112", Assert.Single(ClassicConfigurationConverter.ToJson(_folder.Write("chan.json", "{}")).Faults).Code);
}
