"""Pictures: what the API answered -> a Plotly figure. Pure, without Streamlit."""
