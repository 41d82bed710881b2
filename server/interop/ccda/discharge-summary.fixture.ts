/** What a test changes in the sample. */
export interface SampleParts {
  readonly id?: string;
  readonly legalAuthenticator?: string;
  readonly authenticator?: string;
  readonly relatedDocument?: string;
  readonly encounter?: string;
  readonly patientId?: string;
  readonly body?: string;
  readonly prolog?: string;
}

const signed = `<legalAuthenticator>
    <time value="20260306143000-0500"/><signatureCode code="S"/>
    <assignedEntity>
      <id root="2.16.840.1.113883.4.6" extension="1234567893"/>
      <assignedPerson><name><prefix>Dr.</prefix><given>Mira</given><family>Hale</family></name></assignedPerson>
    </assignedEntity>
  </legalAuthenticator>`;

const stay = `<componentOf><encompassingEncounter>
    <id root="1.2.3.4.5" extension="V100"/>
    <code code="IMP" codeSystem="2.16.840.1.113883.5.4"/>
    <effectiveTime><low value="20260301073000-0500"/><high value="20260305101500-0500"/></effectiveTime>
    <dischargeDispositionCode code="01" codeSystem="2.16.840.1.113883.12.112"/>
    <responsibleParty><assignedEntity>
      <id root="2.16.840.1.113883.4.6" extension="1234567893"/>
      <assignedPerson><name><given>Mira</given><family>Hale</family></name></assignedPerson>
    </assignedEntity></responsibleParty>
    <location><healthCareFacility><location><name>4 West</name></location></healthCareFacility></location>
  </encompassingEncounter></componentOf>`;

const sections = `<component><structuredBody>
    <component><section>
      <code code="8648-8" codeSystem="2.16.840.1.113883.6.1" displayName="Hospital course"/>
      <title>Hospital Course</title>
      <text><paragraph>Laparoscopic appendectomy, <content styleCode="Bold Italics">no complications</content> &lt;b&gt;.</paragraph>
        <list listType="ordered"><caption>Events</caption><item>Admitted</item><item>Operated<br/>next day</item></list>
        <table><caption>Values</caption><thead><tr><th>Test</th><th colspan="2">Value</th></tr></thead>
          <tbody><tr><td>WBC</td><td>14</td><td onclick="x()">high</td></tr></tbody></table>
        <linkHtml href="javascript:alert(1)">bad link</linkHtml> <linkHtml href="https://example.org/a?b=1&amp;c=2">good link</linkHtml>
        <renderMultiMedia referencedObject="M1"/></text>
      <entry><observation classCode="OBS" moodCode="EVN"><code code="1" codeSystem="2"/><text>machine half</text></observation></entry>
      <component><section><title>Consults</title><text>None.</text></section></component>
    </section></component>
  </structuredBody></component>`;

/** A C-CDA discharge summary made by hand; nobody in it lives. */
export function dischargeSummary(parts: SampleParts = {}): Uint8Array {
  return new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8"?>${parts.prolog ?? ''}
<?xml-stylesheet type="text/xsl" href="CDA.xsl"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:sdtc="urn:hl7-org:sdtc" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
  ${parts.id ?? '<id root="1.2.3.4.9" extension="D1"/>'}
  <code code="18842-5" codeSystem="2.16.840.1.113883.6.1" displayName="Discharge summary">
    <translation code="DSUM" codeSystem="1.2.3.4.7" displayName="Disch Summ"/></code>
  <title>Discharge Summary</title>
  <effectiveTime value="20260306090000-0500"/>
  <confidentialityCode code="R" codeSystem="2.16.840.1.113883.5.25"/>
  <languageCode code="en-US"/>
  <setId root="1.2.3.4.9" extension="S1"/><versionNumber value="2"/>
  <recordTarget><patientRole>
    <id root="2.16.840.1.113883.4.1" extension="000-00-0001"/>
    ${parts.patientId ?? '<id root="1.2.3.4.1" extension="700"/>'}
    <patient><name use="L"><given>Ann</given><given>B</given><family>Roe</family></name>
      <administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/><birthTime value="19800102"/></patient>
  </patientRole></recordTarget>
  <author><time value="20260306085500-0500"/><assignedAuthor>
    <id root="1.2.3.4.8" extension="A7"/>
    <assignedPerson><name><given>Ken</given><family>Ito</family></name></assignedPerson>
    <representedOrganization><name>General Hospital</name></representedOrganization></assignedAuthor></author>
  <author><time value="20260306085500-0500"/><assignedAuthor><id nullFlavor="NI"/>
    <assignedAuthoringDevice><softwareName>Chart Composer</softwareName></assignedAuthoringDevice></assignedAuthor></author>
  <custodian><assignedCustodian><representedCustodianOrganization><id root="1.2.3"/><name>General Hospital</name>
    </representedCustodianOrganization></assignedCustodian></custodian>
  ${parts.legalAuthenticator ?? signed}
  ${parts.authenticator ?? ''}
  ${parts.relatedDocument ?? ''}
  ${parts.encounter ?? stay}
  ${parts.body ?? sections}
</ClinicalDocument>`);
}
